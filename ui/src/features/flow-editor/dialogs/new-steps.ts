import { nameFrom, type Step, type StepKind } from '@tomada/sdk/flow'
import type { Connection } from '#lib/api/connections.ts'
import type { Connector, ConnectorAction } from '#lib/api/connectors.ts'
import { m } from '#lib/paraglide/messages.js'
import { outcomesOf } from '../catalogue.ts'
import { KIND_LABELS } from '../words.ts'

export interface NewStep {
  id: string
  label: string
  text: string
  /** Words that find it, both languages. */
  words: string
  plugin?: string
  kind: StepKind
  effect?: ConnectorAction['effect']
  make: () => Step
}

export type StepGroup = 'actions' | 'data' | 'logic' | 'waiting' | 'people' | 'end'

type OwnKind = Exclude<StepKind, 'action'>
type Named = { name: string; title: string }

/** Our own steps in the order they are offered. `words` finds them in both languages. */
const OWN: Record<OwnKind, { group: StepGroup; text: () => string; words: string; make: (named: Named) => Step }> = {
  http: {
    group: 'actions',
    text: m.editor_kind_http_text,
    words: 'http api rest request requisição chamar url curl get post endereço',
    make: (named) => ({ kind: 'http', ...named, method: 'GET', url: '' }),
  },
  subflow: {
    group: 'actions',
    text: m.editor_kind_subflow_text,
    words: 'subflow subfluxo sub-fluxo outro fluxo another flow chamar call reuse reutilizar',
    make: (named) => ({ kind: 'subflow', ...named, flowId: '', input: {}, wait: true }),
  },
  map: {
    group: 'data',
    text: m.editor_kind_map_text,
    words: 'map set definir campos montar mapear valor value',
    make: (named) => ({ kind: 'map', ...named, value: {} }),
  },
  code: {
    group: 'data',
    text: m.editor_kind_code_text,
    words: 'code código javascript typescript script função function',
    make: (named) => ({ kind: 'code', ...named, code: 'return {\n  \n}\n' }),
  },
  store: {
    group: 'data',
    text: m.editor_kind_store_text,
    words: 'store table tabela guardar ler contador counter memory memória database banco dados chave key',
    make: (named) => ({ kind: 'store', ...named, operation: 'get', table: '', key: '' }),
  },
  filter: {
    group: 'data',
    text: m.editor_kind_filter_text,
    words: 'filter filtrar lista list itens items condição',
    make: (named) => ({ kind: 'filter', ...named, items: '', condition: '' }),
  },
  split: {
    group: 'data',
    text: m.editor_kind_split_text,
    words: 'split dividir partes lotes batch chunks lista list',
    make: (named) => ({ kind: 'split', ...named, items: '', size: 10 }),
  },
  aggregate: {
    group: 'data',
    text: m.editor_kind_aggregate_text,
    words: 'aggregate resumir somar sum média average agrupar group total contar count lista list',
    make: (named) => ({ kind: 'aggregate', ...named, items: '', figures: [{ name: 'count', figure: 'count' }] }),
  },
  branch: {
    group: 'logic',
    text: m.editor_kind_branch_text,
    words: 'if se condição ramificação branch condition decidir',
    make: (named) => ({ kind: 'branch', ...named, condition: '' }),
  },
  switch: {
    group: 'logic',
    text: m.editor_kind_switch_text,
    words: 'switch caso case escolher caminho caminhos route rotear várias condições conditions',
    make: (named) => ({
      kind: 'switch',
      ...named,
      take: 'first',
      cases: [1, 2].map((number) => ({ lane: `case${number}`, title: m.cfg_switch_case({ number }), condition: '' })),
    }),
  },
  forEach: {
    group: 'logic',
    text: m.editor_kind_forEach_text,
    words: 'for each para cada loop laço repetir repeat lista list itens items iterar',
    make: (named) => ({ kind: 'forEach', ...named, items: '', atOnce: 1 }),
  },
  while: {
    group: 'logic',
    text: m.editor_kind_while_text,
    words: 'while enquanto loop laço repetir repeat until até',
    make: (named) => ({ kind: 'while', ...named, condition: '', maxIterations: 100 }),
  },
  parallel: {
    group: 'logic',
    text: m.editor_kind_parallel_text,
    words: 'parallel paralelo ao mesmo tempo simultâneo same time at once junto',
    make: (named) => ({
      kind: 'parallel',
      ...named,
      lanes: [1, 2].map((number) => ({ lane: `lane${number}`, title: m.cfg_parallel_lane({ number }) })),
      join: 'all',
      fail: 'fast',
    }),
  },
  delay: {
    group: 'waiting',
    text: m.editor_kind_delay_text,
    words: 'delay esperar aguardar pausa sleep wait tempo time agendar horário comercial business data date',
    make: (named) => ({ kind: 'delay', ...named, delay: { by: 'duration', amount: 5, unit: 'minutes' } }),
  },
  wait: {
    group: 'waiting',
    text: m.editor_kind_wait_text,
    words: 'wait callback esperar chamada webhook retorno resume link externo',
    make: (named) => ({ kind: 'wait', ...named }),
  },
  approval: {
    group: 'people',
    text: m.editor_kind_approval_text,
    words: 'approval aprovação aprovar pessoa person human tarefa task decidir formulário form',
    make: (named) => ({
      kind: 'approval',
      ...named,
      question: '',
      assignee: { role: 'operator' },
      outcomes: [
        { lane: 'approved', title: m.cfg_approval_approved() },
        { lane: 'refused', title: m.cfg_approval_refused() },
      ],
    }),
  },
  respond: {
    group: 'end',
    text: m.editor_kind_respond_text,
    words: 'respond responder webhook resposta answer http',
    make: (named) => ({ kind: 'respond', ...named, status: 200, body: {} }),
  },
  stop: {
    group: 'end',
    text: m.editor_kind_stop_text,
    words: 'stop parar erro error encerrar fim end',
    make: (named) => ({ kind: 'stop', ...named, outcome: 'success' }),
  },
}

export const GROUPS: ReadonlyArray<{ id: StepGroup; title: () => string }> = [
  { id: 'logic', title: m.editor_add_logic },
  { id: 'data', title: m.editor_add_data },
  { id: 'actions', title: m.editor_add_actions },
  { id: 'waiting', title: m.editor_add_waiting },
  { id: 'people', title: m.editor_add_people },
  { id: 'end', title: m.editor_add_end },
]

/** Our own steps of one group. */
export function ownSteps(group: StepGroup): NewStep[] {
  return OWN_KINDS.filter((kind) => OWN[kind].group === group).map((kind) => {
    const { text, words, make } = OWN[kind]
    const label = KIND_LABELS[kind]()
    return { id: kind, kind, label, text: text(), words, make: () => make({ name: nameFrom(label), title: label }) }
  })
}

const OWN_KINDS: readonly OwnKind[] = [
  'http',
  'subflow',
  'map',
  'code',
  'store',
  'filter',
  'split',
  'aggregate',
  'branch',
  'switch',
  'forEach',
  'while',
  'parallel',
  'delay',
  'wait',
  'approval',
  'respond',
  'stop',
]

/** Defaults that the schema declares, so that the form starts filled where it can. */
function defaultsOf(schema: { [key: string]: unknown }): Record<string, string | number | boolean> {
  const properties = schema.properties
  if (typeof properties !== 'object' || properties === null) return {}
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, property]: [string, unknown]) => {
      const value = typeof property === 'object' && property !== null && 'default' in property ? property.default : undefined
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[key, value]] : []
    }),
  )
}

export function actionSteps(connector: Connector, connections: readonly Connection[]): NewStep[] {
  const account =
    connections.find((entry) => entry.plugin === connector.name && entry.status !== 'reconnect_needed') ??
    connections.find((entry) => entry.plugin === connector.name)
  return connector.actions.map((action) => ({
    id: `${connector.name}/${action.name}`,
    kind: 'action',
    plugin: connector.name,
    label: action.displayName,
    text: action.description,
    words: `${connector.displayName} ${connector.name} ${action.name} ${connector.categories.join(' ')}`,
    effect: action.effect,
    make: () => ({
      kind: 'action',
      name: nameFrom(action.displayName),
      title: action.displayName,
      plugin: connector.name,
      action: action.name,
      connectionId: account?.id ?? '',
      input: defaultsOf(action.input),
      ...(outcomesOf(action).length === 0 ? {} : { outcomes: outcomesOf(action) }),
    }),
  }))
}
