import type { CommandName, Refusal, StepKind, Target } from '@tomada/sdk/flow'
import { laneText } from '#lib/components/state/lane-text.ts'
import { m } from '#lib/paraglide/messages.js'
import type { Editor } from './state/editor.svelte.ts'

export const DID: Record<CommandName, () => string> = {
  setTrigger: m.editor_did_setTrigger,
  setSettings: m.editor_did_setSettings,
  addStep: m.editor_did_addStep,
  paste: m.editor_did_paste,
  removeSteps: m.editor_did_removeSteps,
  moveTo: m.editor_did_moveTo,
  connect: m.editor_did_connect,
  disconnect: m.editor_did_disconnect,
  renameStep: m.editor_did_renameStep,
  setField: m.editor_did_setField,
  moveSteps: m.editor_did_moveSteps,
  arrange: m.editor_did_arrange,
  restore: m.editor_did_restore,
}

const REFUSALS: Record<Refusal, () => string> = {
  not_found: m.editor_refused_not_found,
  not_siblings: m.editor_refused_not_siblings,
  cycle: m.editor_refused_cycle,
  duplicate: m.editor_refused_duplicate,
  bad_name: m.editor_refused_bad_name,
  name_taken: m.editor_refused_name_taken,
  into_itself: m.editor_refused_into_itself,
}

export function refusalText(code: Refusal): string {
  return REFUSALS[code]()
}

export const KIND_LABELS: Record<StepKind, () => string> = {
  action: m.editor_kind_action,
  map: m.editor_kind_map,
  branch: m.editor_kind_branch,
  code: m.editor_kind_code,
  respond: m.editor_kind_respond,
  stop: m.editor_kind_stop,
}

/** "depois de Buscar pedido", "no início de “então” de …": where a target is. */
export function targetLabel(editor: Editor, at: Target): string {
  if (at.kind === 'start') {
    return at.lane === null
      ? m.editor_move_start()
      : m.editor_move_lane({ lane: laneText(at.lane.lane), name: editor.titleOf(at.lane.container) })
  }
  if (at.kind === 'edge') {
    const edge = editor.definition.edges[at.edgeId]
    return m.editor_move_after({ name: edge ? editor.titleOf(edge.from) : '' })
  }
  return m.editor_move_after({ name: editor.titleOf(at.stepId) })
}

/** Blockly's manner: what, and next to what. */
export function describeAdded(editor: Editor, id: string, at: Target): string {
  const before = Object.values(editor.definition.edges).find((edge) => edge.to === id)?.from
  const where = at.kind === 'start' || before === undefined ? m.editor_said_first() : m.editor_said_after({ name: editor.titleOf(before) })
  return m.editor_said_added({ name: editor.titleOf(id), where })
}

/** "Etapa 3 de 8, Criar pedido, Bling, precisa de configuração". */
export function stepSpoken(editor: Editor, id: string, kind: string): string {
  const step = editor.step(id)
  const position = editor.order.indexOf(id)
  const text = m.editor_step_aria({ position, total: editor.order.length - 1, name: editor.titleOf(id), kind })
  const state = step?.disabled
    ? m.editor_disabled()
    : editor.problemsOf(id).some((problem) => problem.severity === 'error')
      ? m.editor_needs_setup()
      : null
  return state === null ? text : m.editor_step_aria_state({ step: text, state })
}
