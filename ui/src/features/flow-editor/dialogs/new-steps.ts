import { nameFrom, type Step, type StepKind } from '@tomada/sdk/flow'
import type { Connection } from '#lib/api/connections.ts'
import type { Connector, ConnectorAction } from '#lib/api/connectors.ts'
import { m } from '#lib/paraglide/messages.js'

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

type LogicKind = Exclude<StepKind, 'action'>

const LOGIC: ReadonlyArray<{
  kind: LogicKind
  label: () => string
  text: () => string
  words: string
  make: (named: { name: string; title: string }) => Step
}> = [
  {
    kind: 'branch',
    label: m.editor_kind_branch,
    text: m.editor_kind_branch_text,
    words: 'if se condição ramificação branch condition decidir',
    make: (named) => ({ kind: 'branch', ...named, condition: '' }),
  },
  {
    kind: 'map',
    label: m.editor_kind_map,
    text: m.editor_kind_map_text,
    words: 'map set definir campos montar mapear valor value',
    make: (named) => ({ kind: 'map', ...named, value: {} }),
  },
  {
    kind: 'code',
    label: m.editor_kind_code,
    text: m.editor_kind_code_text,
    words: 'code código javascript typescript script função function',
    make: (named) => ({ kind: 'code', ...named, code: 'return {\n  \n}\n' }),
  },
  {
    kind: 'respond',
    label: m.editor_kind_respond,
    text: m.editor_kind_respond_text,
    words: 'respond responder webhook resposta answer http',
    make: (named) => ({ kind: 'respond', ...named, status: 200, body: {} }),
  },
  {
    kind: 'stop',
    label: m.editor_kind_stop,
    text: m.editor_kind_stop_text,
    words: 'stop parar erro error encerrar fim end',
    make: (named) => ({ kind: 'stop', ...named, outcome: 'success' }),
  },
]

export function logicSteps(): NewStep[] {
  return LOGIC.map((entry) => ({
    id: entry.kind,
    kind: entry.kind,
    label: entry.label(),
    text: entry.text(),
    words: entry.words,
    make: () => entry.make({ name: nameFrom(entry.label()), title: entry.label() }),
  }))
}

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
    }),
  }))
}
