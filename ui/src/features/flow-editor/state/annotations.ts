import type { FlowDefinition, Note, StepGroup } from '@tomada/sdk/flow'
import { announce } from '#lib/components/overlay/announcer.svelte.ts'
import { m } from '#lib/paraglide/messages.js'
import { type Editor, TRIGGER } from './editor.svelte.ts'

/** What people draw around the steps: notes and groups. Both views change them here, so both say and undo the same. */

const NOTE_BELOW = 96

/** Below the selected step, or above the trigger. Answers its id, or null when the flow is read only. */
export function addNote(editor: Editor): string | null {
  const placed = editor.current === null || editor.current === TRIGGER ? undefined : editor.layout.steps.get(editor.current)
  const at =
    placed?.lane === null
      ? { x: placed.x, y: placed.y + placed.height + NOTE_BELOW }
      : { x: editor.layout.trigger.x, y: editor.layout.trigger.y - 2 * NOTE_BELOW }
  const id = editor.mint('n')
  if (!editor.run({ name: 'setNote', id, note: { text: '', ...at } })) return null
  announce(m.notes_said_added())
  return id
}

export function changeNote(editor: Editor, id: string, change: Partial<Note>): void {
  const note = editor.definition.notes?.[id]
  if (note) editor.run({ name: 'setNote', id, note: { ...note, ...change } }, 'text' in change ? `note:${id}` : null)
}

export function removeNote(editor: Editor, id: string): void {
  if (editor.run({ name: 'setNote', id, note: undefined })) announce(m.notes_said_removed())
}

export function groupOf(definition: FlowDefinition, stepId: string): string | null {
  return Object.entries(definition.groups ?? {}).find(([, { steps }]) => steps.includes(stepId))?.[0] ?? null
}

/** The selected steps become a group; when they are one already, they are none any more. */
export function toggleGroup(editor: Editor, ids: readonly string[] = editor.selected): void {
  const steps = editor.order.filter((id) => id !== TRIGGER && ids.includes(id))
  const [first] = steps
  if (first === undefined) return
  const known = groupOf(editor.definition, first)
  if (known !== null && steps.every((id) => groupOf(editor.definition, id) === known)) {
    removeGroup(editor, known)
    return
  }
  const number = Object.keys(editor.definition.groups ?? {}).length + 1
  if (editor.run({ name: 'setGroup', id: editor.mint('g'), group: { title: m.groups_untitled({ number }), steps } })) {
    announce(m.groups_said_made({ count: steps.length }))
  }
}

export function changeGroup(editor: Editor, id: string, change: Partial<Pick<StepGroup, 'title'>>): void {
  const group = editor.definition.groups?.[id]
  if (group) editor.run({ name: 'setGroup', id, group: { ...withoutGone(editor, group), ...change } }, `group:${id}`)
}

export function toggleCollapsed(editor: Editor, id: string): void {
  const group = editor.definition.groups?.[id]
  if (!group) return
  const { collapsed, ...rest } = withoutGone(editor, group)
  if (!editor.run({ name: 'setGroup', id, group: collapsed ? rest : { ...rest, collapsed: true } })) return
  announce(
    collapsed ? m.groups_said_opened({ name: group.title }) : m.groups_said_collapsed({ name: group.title, count: rest.steps.length }),
  )
}

export function removeGroup(editor: Editor, id: string): void {
  if (editor.run({ name: 'setGroup', id, group: undefined })) announce(m.groups_said_removed())
}

/** Steps that were removed since are no members. */
function withoutGone(editor: Editor, group: StepGroup): StepGroup {
  return { ...group, steps: group.steps.filter((stepId) => editor.step(stepId) !== undefined) }
}
