import { type Fragment, laneOf, sameLane } from '@tomada/sdk/flow'
import { announce } from '#lib/components/overlay/announcer.svelte.ts'
import { hasModifier, isCommandKey, isLayerOpen, isTyping } from '#lib/features/shell/keys.ts'
import { m } from '#lib/paraglide/messages.js'
import { preferences } from '#lib/session/preferences.svelte.ts'
import { focusPanel } from '../panels/focus-panel.ts'
import { toggleGroup } from './annotations.ts'
import { type Editor, TRIGGER } from './editor.svelte.ts'

const GRID = 16

/** What the builder asks of the page around it. */
export interface BuilderActions {
  publish(): void
  testStep(id: string): void
  /** Opens the test of the draft for a part of it. */
  testDraft(scope: 'whole' | 'to' | 'from', id: string): void
  /** Pins the output of the last test, or lets go of it. */
  togglePin(id: string): void
  toggleView(): void
  /** Opens the search in the flow. */
  find(): void
  focusStep(id: string): void
}

/** Keys that work anywhere in the builder. True when the key was used. */
export function builderKey(editor: Editor, event: KeyboardEvent, actions: BuilderActions): boolean {
  if (isLayerOpen()) return false
  if (isCommandKey(event) && event.shiftKey && event.key === 'Enter') return used(actions.publish)
  if (isCommandKey(event) && event.key === 'Enter' && !editor.readOnly) return used(() => actions.testDraft('whole', ''))
  if (isCommandKey(event) && event.key.toLowerCase() === 'f' && !event.shiftKey) return used(actions.find)
  if (isTyping(event.target)) return false
  if (isCommandKey(event)) return commandKey(editor, event)
  if (hasModifier(event) || !preferences.singleKeys) return false
  if (event.key === 'o') return used(actions.toggleView)
  return false
}

function used(action: () => void): true {
  action()
  return true
}

function commandKey(editor: Editor, event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase()
  if (key === 'z') return used(() => (event.shiftKey ? editor.redo() : editor.undo()))
  if (key === 'y') return used(() => editor.redo())
  if (editor.selected.every((id) => id === TRIGGER) && key !== 'v' && key !== 'a') return false
  // Text selected on the page is copied as text.
  if ((key === 'c' || key === 'x') && String(window.getSelection()) !== '') return false
  if (key === 'g') return used(() => toggleGroup(editor))
  if (key === 'd') return used(() => editor.duplicate())
  if (key === 'c') return used(() => copy(editor))
  if (key === 'x') {
    return used(() => {
      copy(editor)
      editor.remove()
    })
  }
  if (key === 'v') return used(() => void paste(editor))
  if (key === 'a') return used(() => (editor.selected = editor.order.filter((id) => id !== TRIGGER)))
  return false
}

/** Keys of the canvas and the outline alike, on the step that has the focus. True when the key was used. */
export function stepKey(editor: Editor, event: KeyboardEvent, actions: BuilderActions, arrows: 'move' | 'walk'): boolean {
  if (isTyping(event.target) || isCommandKey(event)) return false
  const id = editor.current ?? TRIGGER
  if (event.key === 'Enter') return used(() => (editor.opened === id ? focusPanel() : editor.open(id)))
  if (event.key === 'Delete' || event.key === 'Backspace') return used(() => removeAndFocus(editor, actions))
  if (event.altKey && event.key.startsWith('Arrow')) return jump(editor, id, event.key, actions)
  if (arrows === 'move' && event.key.startsWith('Arrow')) return move(editor, event)
  if (!preferences.singleKeys || event.altKey) return false
  if (event.key === ']' || event.key === '[') return walk(editor, id, event.key === ']' ? 1 : -1, actions)
  if (event.key === 'a' && !editor.readOnly) return used(() => (editor.adding = editor.targetAfter(id)))
  if (id === TRIGGER) return false
  if (event.key === 'c' && !editor.readOnly) return connectFrom(editor, id)
  if (event.key === 'e') return used(() => editor.toggle(id))
  if (event.key === 't') return used(() => actions.testStep(id))
  if (event.key === 'T' && !editor.readOnly) return used(() => actions.testDraft('to', id))
  if (event.key === 'p' && !editor.readOnly) return used(() => actions.togglePin(id))
  return false
}

function removeAndFocus(editor: Editor, actions: BuilderActions): void {
  editor.remove()
  if (editor.current !== null) actions.focusStep(editor.current)
}

export function walk(editor: Editor, id: string, by: number, actions: BuilderActions): boolean {
  const next = editor.order[editor.order.indexOf(id) + by]
  if (next === undefined) return true
  editor.select(next)
  actions.focusStep(next)
  return true
}

/** Along the wires: right to a step that follows, left to one that comes before. */
function jump(editor: Editor, id: string, key: string, actions: BuilderActions): boolean {
  const edges = Object.values(editor.definition.edges)
  const forward = key === 'ArrowRight' || key === 'ArrowDown'
  const next = forward ? edges.find((edge) => edge.from === id)?.to : edges.find((edge) => edge.to === id)?.from
  if (next === undefined) return true
  editor.select(next)
  actions.focusStep(next)
  return true
}

function move(editor: Editor, event: KeyboardEvent): boolean {
  const by = GRID * (event.shiftKey ? 10 : 1)
  const x = event.key === 'ArrowLeft' ? -by : event.key === 'ArrowRight' ? by : 0
  const y = event.key === 'ArrowUp' ? -by : event.key === 'ArrowDown' ? by : 0
  const positions: Record<string, { x: number; y: number }> = {}
  for (const id of editor.selected) {
    const placed = id === TRIGGER ? editor.layout.trigger : editor.layout.steps.get(id)
    if (!placed) continue
    const step = editor.step(id)
    const isInLane = step !== undefined && !sameLane(laneOf(step), null)
    const at = { x: placed.x + x, y: placed.y + y }
    positions[id] = isInLane ? { x: Math.max(0, at.x), y: Math.max(0, at.y) } : at
  }
  const first = Object.entries(positions)[0]
  if (!first) return false
  if (editor.run({ name: 'moveSteps', positions }, `move:${editor.selected.join()}`)) {
    announce(m.editor_said_moved({ name: editor.titleOf(first[0]), x: first[1].x, y: first[1].y }))
  }
  return true
}

function connectFrom(editor: Editor, id: string): boolean {
  if (editor.connectable(id).length === 0) announce(m.editor_connect_none())
  else editor.connecting = id
  return true
}

function copy(editor: Editor): void {
  const fragment = editor.fragment()
  const count = Object.keys(fragment.steps).length
  navigator.clipboard
    .writeText(JSON.stringify({ tomadaFlow: 1, ...fragment }, null, 2))
    .then(() => announce(m.editor_said_copied({ count })))
    .catch(() => announce(m.ui_copy_failed(), 'assertive'))
}

async function paste(editor: Editor): Promise<void> {
  const text = await navigator.clipboard.readText().catch(() => {
    // The browser or the person refused.
    announce(m.ui_paste_failed(), 'assertive')
    return ''
  })
  const fragment = readFragment(text)
  if (fragment) editor.paste(fragment)
}

/** Steps copied here or in another flow; anything else on the clipboard is not ours to paste. */
export function readFragment(text: string): Fragment | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('tomadaFlow' in value) || !('steps' in value) || !('edges' in value)) return null
    const { steps, edges } = value
    if (typeof steps !== 'object' || steps === null || typeof edges !== 'object' || edges === null) return null
    // Its shape is checked by the server when the draft is saved, as with every edit.
    return { steps: steps as Fragment['steps'], edges: edges as Fragment['edges'] }
  } catch {
    // Not JSON: ordinary text on the clipboard.
    return null
  }
}
