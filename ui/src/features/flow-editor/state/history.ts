import { applyPatches, asJson, type CommandName, type FlowDefinition, type Patch, PatchTargetGone } from '@tomada/sdk/flow'

export interface HistoryEntry {
  /** Names the entry: "Desfazer: mover etapa". */
  name: CommandName
  patches: Patch[]
  inverse: Patch[]
  /** Entries of one group, close in time, are one: a typed text is undone whole. */
  group: string | null
  at: number
}

export interface History {
  undo: readonly HistoryEntry[]
  redo: readonly HistoryEntry[]
}

export const EMPTY_HISTORY: History = { undo: [], redo: [] }
const GROUP_MS = 1500

export function record(history: History, entry: HistoryEntry): History {
  if (entry.patches.length === 0) return history
  const last = history.undo.at(-1)
  if (last && entry.group !== null && last.group === entry.group && entry.at - last.at < GROUP_MS) {
    const merged = { ...last, at: entry.at, patches: [...last.patches, ...entry.patches], inverse: [...entry.inverse, ...last.inverse] }
    return { undo: [...history.undo.slice(0, -1), merged], redo: [] }
  }
  return { undo: [...history.undo, entry], redo: [] }
}

export interface Step {
  definition: FlowDefinition
  history: History
  /** What was undone or redone; null when there was nothing. */
  entry: HistoryEntry | null
  /** Entries left out because what they changed is gone (somebody else removed it). */
  skipped: number
}

function walk(definition: FlowDefinition, history: History, direction: 'undo' | 'redo'): Step {
  let [from, skipped] = [history[direction], 0]
  const other = direction === 'undo' ? 'redo' : 'undo'
  for (let entry = from.at(-1); entry !== undefined; entry = from.at(-1)) {
    from = from.slice(0, -1)
    try {
      const value = applyPatches(asJson(definition), direction === 'undo' ? entry.inverse : entry.patches)
      const next =
        direction === 'undo' ? { undo: from, redo: [...history[other], entry] } : { undo: [...history[other], entry], redo: from }
      // Patches of a definition give a definition: commands made them.
      return { definition: value as unknown as FlowDefinition, history: next, entry, skipped }
    } catch (error) {
      if (!(error instanceof PatchTargetGone)) throw error
      skipped++
    }
  }
  return { definition, history: { ...history, [direction]: from }, entry: null, skipped }
}

export function undo(definition: FlowDefinition, history: History): Step {
  return walk(definition, history, 'undo')
}

export function redo(definition: FlowDefinition, history: History): Step {
  return walk(definition, history, 'redo')
}
