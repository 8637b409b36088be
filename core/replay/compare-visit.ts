import type { Json, StepPath } from '../../sdk/flow/definition.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import type { JournalEntry } from '../runs/journal.types.ts'
import type { PureEntry, VisitResult } from '../sandbox/sandbox.types.ts'
import { firstDifference } from './first-difference.ts'
import type { Divergence } from './replay.types.ts'

/** A divergence before the step's name is looked up. */
export type Found = Omit<Divergence, 'stepId' | 'name' | 'title'>

export type VisitEntry = Extract<JournalEntry, { kind: 'visit' }>

/** What one visit computed again, in one or several parts. */
export interface ComputedVisit {
  entries: PureEntry[]
  asked: Array<{ path: StepPath; input: Json }>
  logs: VisitResult['logs']
}

/** Byte for byte: entries in order, then logs, then which outside steps were asked for. Durations are not compared. */
export function compareVisit(recorded: VisitEntry, computed: ComputedVisit): Found | null {
  const most = Math.max(recorded.entries.length, computed.entries.length)
  for (let index = 0; index < most; index++) {
    const found = compareEntry(recorded.entries[index], computed.entries[index])
    if (found !== null) return found
  }
  return compareLogs(recorded.logs ?? [], computed.logs) ?? compareAsked(recorded, computed)
}

function compareEntry(recorded: PureEntry | undefined, computed: PureEntry | undefined): Found | null {
  if (recorded === undefined || computed === undefined || recorded.path !== computed.path) {
    const path = recorded?.path ?? computed?.path ?? ''
    return { path, field: 'step', at: '', recorded: recorded?.path ?? null, computed: computed?.path ?? null }
  }
  // Every field in turn, so that the one at fault is named; then the whole, for what a field by itself does not show.
  for (const field of ['status', 'lane', 'lanes', 'skippedBy', 'error', 'output'] as const) {
    const found = differing(recorded.path, field, recorded.record[field], computed.record[field])
    if (found !== null) return found
  }
  return null
}

function compareLogs(recorded: VisitResult['logs'], computed: VisitResult['logs']): Found | null {
  const most = Math.max(recorded.length, computed.length)
  for (let index = 0; index < most; index++) {
    const [was, is] = [recorded[index], computed[index]]
    const found = differing(was?.path ?? is?.path ?? '', 'logs', lineOf(was), lineOf(is))
    if (found !== null) return found
  }
  return null
}

function lineOf(log: VisitResult['logs'][number] | undefined): Json | undefined {
  return log === undefined ? undefined : `${log.path} ${log.level} ${log.text}`
}

function compareAsked({ asked }: VisitEntry, computed: ComputedVisit): Found | null {
  // A visit that stopped half-way asked for nothing yet.
  const was = asked ?? []
  const is = computed.asked.map(({ path }) => path)
  const at = was.findIndex((path, index) => path !== is[index])
  if (at < 0 && was.length === is.length) return null
  const index = at < 0 ? was.length : at
  return { path: was[index] ?? is[index] ?? '', field: 'calls', at: '', recorded: was[index] ?? null, computed: is[index] ?? null }
}

export function differing(path: StepPath, field: string, was: unknown, is: unknown): Found | null {
  const found = firstDifference(jsonOf(was), jsonOf(is))
  if (found === null) return null
  return { path, field, at: found.at, recorded: found.recorded ?? null, computed: found.computed ?? null }
}

/** Records and errors are JSON; their types only say more than that. */
function jsonOf(value: unknown): Json | undefined {
  return value as Json | undefined
}

export function idOf(path: StepPath): string {
  return stepIdOf(path)
}
