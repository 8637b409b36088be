import {
  type CommandName,
  FINALLY,
  type Json,
  type Lane,
  type Refusal,
  type Step,
  type StepKind,
  sameLane,
  type Target,
  type Trigger,
} from '@tomada/sdk/flow'
import { laneText } from '#lib/components/state/lane-text.ts'
import { m } from '#lib/paraglide/messages.js'
import { getLocale } from '#lib/paraglide/runtime.js'
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
  setFields: m.editor_did_setFields,
  moveSteps: m.editor_did_moveSteps,
  setNote: m.editor_did_setNote,
  setGroup: m.editor_did_setGroup,
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
  http: m.editor_kind_http,
  store: m.editor_kind_store,
  map: m.editor_kind_map,
  code: m.editor_kind_code,
  filter: m.editor_kind_filter,
  split: m.editor_kind_split,
  aggregate: m.editor_kind_aggregate,
  branch: m.editor_kind_branch,
  switch: m.editor_kind_switch,
  forEach: m.editor_kind_forEach,
  while: m.editor_kind_while,
  parallel: m.editor_kind_parallel,
  delay: m.editor_kind_delay,
  wait: m.editor_kind_wait,
  approval: m.editor_kind_approval,
  subflow: m.editor_kind_subflow,
  respond: m.editor_kind_respond,
  stop: m.editor_kind_stop,
}

/** The kind of a step; where its title says as much already, what it does in short. */
export function subtitleOf(step: Step): string {
  const kind = KIND_LABELS[step.kind]()
  const isSaid = (step.title || step.name) === kind
  const detail = isSaid ? detailOf(step) : ''
  return detail === '' ? kind : detail
}

const short = (value: unknown) =>
  typeof value === 'string'
    ? value
        .trim()
        .replaceAll(/\{\{\s*|\s*\}\}/g, '')
        .slice(0, 60)
    : ''

function detailOf(step: Step): string {
  switch (step.kind) {
    case 'http':
      return `${step.method} ${short(step.url)}`
    case 'store':
      return step.table
    case 'filter':
    case 'branch':
    case 'while':
      return hasSteps(step.condition) ? '' : short(step.condition)
    case 'split':
    case 'aggregate':
    case 'forEach':
      return hasSteps(step.items) ? '' : short(step.items)
    case 'switch':
      return step.cases.map((each) => each.title).join(', ')
    case 'parallel':
      return step.lanes.map((each) => each.title).join(', ')
    case 'approval':
      return short(step.question)
    case 'delay':
      return step.delay.by === 'date' ? short(step.delay.date) : durationOf(step.delay)
    default:
      return ''
  }
}

const UNITS = { seconds: 'second', minutes: 'minute', hours: 'hour', days: 'day' } as const

/** "5 minutos"; an amount that is an expression is only known in a run. */
function durationOf({ amount, unit }: { amount: Json; unit: keyof typeof UNITS }): string {
  if (typeof amount !== 'number') return ''
  return new Intl.NumberFormat(getLocale(), { style: 'unit', unit: UNITS[unit], unitDisplay: 'long' }).format(amount)
}

/** References to steps are stored by id, which nobody should read. */
const hasSteps = (text: unknown) => typeof text === 'string' && text.includes('steps.$')

/** Whose logo a step or trigger wears. */
export function pluginOf(part: Step | Trigger): string | undefined {
  return 'plugin' in part ? part.plugin : undefined
}

/** What a way through a step is called: by whoever drew it, or by us. */
export function laneLabel(editor: Editor, { container, lane }: Lane & object): string {
  const step = editor.step(container)
  const titled =
    step?.kind === 'switch' ? step.cases : step?.kind === 'parallel' ? step.lanes : step?.kind === 'approval' ? step.outcomes : []
  const title = titled.find((each) => each.lane === lane)?.title
  if (title !== undefined) return title === '' ? lane : title
  return step?.kind === 'while' && lane === 'each' ? m.editor_lane_round() : laneText(lane)
}

/** "depois de Buscar pedido", "no início de “então” de …": where a target is. */
export function targetLabel(editor: Editor, at: Target): string {
  if (at.kind === 'start') {
    if (at.lane === null) return m.editor_move_start()
    if (sameLane(at.lane, FINALLY)) return m.editor_move_finally()
    return m.editor_move_lane({ lane: laneLabel(editor, at.lane), name: editor.titleOf(at.lane.container) })
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

/** "Etapa 3 de 8, Criar pedido, Bling, Escolha uma conexão, precisa de configuração". `error` is what the card shows below, if it does. */
export function stepSpoken(editor: Editor, id: string, kind: string, error?: string): string {
  const step = editor.step(id)
  const position = editor.order.indexOf(id)
  const said = error === undefined ? kind : `${kind}, ${error}`
  const text = m.editor_step_aria({ position, total: editor.order.length - 1, name: editor.titleOf(id), kind: said })
  const state = step?.disabled
    ? m.editor_disabled()
    : editor.problemsOf(id).some((problem) => problem.severity === 'error')
      ? m.editor_needs_setup()
      : null
  return state === null ? text : m.editor_step_aria_state({ step: text, state })
}
