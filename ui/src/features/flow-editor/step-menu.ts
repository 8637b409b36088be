import CircleSlash from '@lucide/svelte/icons/circle-slash'
import CopyPlus from '@lucide/svelte/icons/copy-plus'
import CornerDownRight from '@lucide/svelte/icons/corner-down-right'
import FlaskConical from '@lucide/svelte/icons/flask-conical'
import Group from '@lucide/svelte/icons/group'
import PanelBottomOpen from '@lucide/svelte/icons/panel-bottom-open'
import Plus from '@lucide/svelte/icons/plus'
import Spline from '@lucide/svelte/icons/spline'
import Trash from '@lucide/svelte/icons/trash-2'
import { edgesOutOf, lanesOf, type Step } from '@tomada/sdk/flow'
import { announce } from '#lib/components/overlay/announcer.svelte.ts'
import type { MenuItem } from '#lib/components/overlay/menu.ts'
import { m } from '#lib/paraglide/messages.js'
import { groupOf, toggleGroup } from './state/annotations.ts'
import type { Editor } from './state/editor.svelte.ts'
import type { BuilderActions } from './state/keyboard.ts'
import { laneLabel } from './words.ts'

/** A step goes to the end of each way through another: the keyboard's way into an empty lane. */
function laneItems(editor: Editor, id: string, step: Step): MenuItem[] {
  return lanesOf(step).map((name) => {
    const lane = { container: id, lane: name }
    return {
      label: m.editor_add_lane({ lane: laneLabel(editor, lane) }),
      icon: Plus,
      onselect: () => (editor.adding = editor.targetAtEnd(lane)),
    }
  })
}

/** What can be done with one step, the same on the canvas, in the outline and in its panel. */
export function stepMenu(editor: Editor, id: string, actions: BuilderActions): MenuItem[] {
  const step = editor.step(id)
  if (!step) return []
  const one = (action: () => void) => () => {
    editor.select(id)
    action()
  }
  return [
    { label: m.editor_step_open(), icon: PanelBottomOpen, keys: 'Enter', onselect: () => editor.open(id) },
    { label: m.panel_test(), icon: FlaskConical, keys: 't', onselect: one(() => actions.testStep(id)) },
    { label: m.dtest_upto_here(), keys: 'Shift T', onselect: one(() => actions.testDraft('to', id)) },
    { label: m.dtest_from_here(), onselect: one(() => actions.testDraft('from', id)) },
    'separator',
    { label: m.editor_step_add(), icon: Plus, keys: 'a', onselect: () => (editor.adding = { kind: 'after', stepId: id }) },
    ...laneItems(editor, id, step),
    {
      label: m.editor_step_connect(),
      icon: Spline,
      keys: 'c',
      disabled: editor.connectable(id).length === 0,
      onselect: () => (editor.connecting = id),
    },
    { label: m.editor_step_move(), icon: CornerDownRight, onselect: () => (editor.moving = id) },
    { label: m.editor_step_duplicate(), icon: CopyPlus, keys: 'Ctrl D', onselect: one(() => editor.duplicate()) },
    {
      label: groupOf(editor.definition, id) === null ? m.groups_make() : m.groups_remove(),
      icon: Group,
      keys: 'Ctrl G',
      onselect: () => toggleGroup(editor, editor.selected.includes(id) ? editor.selected : [id]),
    },
    {
      label: step.disabled ? m.editor_step_enable() : m.editor_step_disable(),
      icon: CircleSlash,
      keys: 'e',
      onselect: () => editor.toggle(id),
    },
    ...edgesOutOf(editor.definition, id).map(
      ([edgeId, edge]): MenuItem => ({
        label: m.editor_disconnect({ name: editor.titleOf(edge.to) }),
        onselect: () => {
          if (editor.run({ name: 'disconnect', edgeId })) announce(m.editor_said_disconnected())
        },
      }),
    ),
    'separator',
    { label: m.editor_step_remove(), icon: Trash, keys: 'Del', tone: 'danger', onselect: () => editor.remove([id]) },
  ]
}
