import type { Connection } from '#lib/api/connections.ts'
import type { Connector } from '#lib/api/connectors.ts'
import type { FlowTemplate } from '#lib/api/flows.ts'
import { TRIGGER_LABELS } from '#lib/features/flow-editor/trigger-words.ts'
import { matches } from '#lib/i18n/search.ts'
import { m } from '#lib/paraglide/messages.js'

export type TemplateCategory = FlowTemplate['category']

export const CATEGORY_LABELS: Readonly<Record<TemplateCategory, () => string>> = {
  orders: m.flows_category_orders,
  stock: m.flows_category_stock,
  customers: m.flows_category_customers,
  service: m.flows_category_service,
  shipping: m.flows_category_shipping,
  reports: m.flows_category_reports,
  operations: m.flows_category_operations,
  other: m.flows_category_other,
}

/** `absent`: the connector is not installed. `free`: it has nothing to connect to. */
export type NeedState = 'connected' | 'missing' | 'free' | 'absent'

export interface Need {
  plugin: string
  /** Name as people know it. */
  name: string
  connector: Connector | undefined
  state: NeedState
}

/** The connectors of a template, with what is still to be done for each. */
export function needsOf(
  template: Pick<FlowTemplate, 'plugins'>,
  connectors: readonly Connector[],
  connections: readonly Connection[],
): Need[] {
  const connected = new Set(connections.map((connection) => connection.plugin))
  return template.plugins.map((plugin) => {
    const connector = connectors.find((entry) => entry.name === plugin)
    return { plugin, name: connector?.displayName ?? plugin, connector, state: stateOf(connector, connected.has(plugin)) }
  })
}

function stateOf(connector: Connector | undefined, isConnected: boolean): NeedState {
  if (connector === undefined) return 'absent'
  if (connector.auth.length === 0) return 'free'
  return isConnected ? 'connected' : 'missing'
}

/** Categories that have a template, in the order of the labels. */
export function categoriesOf(templates: readonly FlowTemplate[]): TemplateCategory[] {
  const used = new Set(templates.map((template) => template.category))
  return [...Object.keys(CATEGORY_LABELS)].flatMap((name) => [...used].filter((category) => category === name))
}

export interface GalleryFilter {
  search: string
  /** Empty: all of them. */
  category: string
}

/** Templates whose name, description or connectors have every word of the search; those that can be used at once come first. */
export function shownTemplates(
  templates: readonly FlowTemplate[],
  { search, category }: GalleryFilter,
  needs: (template: FlowTemplate) => readonly Need[],
): FlowTemplate[] {
  const open = (template: FlowTemplate) => needs(template).filter(({ state }) => state === 'missing' || state === 'absent').length
  return templates
    .filter((template) => category === '' || template.category === category)
    .filter((template) => matches([template.name, template.description, ...needs(template).map((need) => need.name)].join(' '), search))
    .toSorted((a, b) => open(a) - open(b))
}

/** What starts the flow, in words: the connector's own where there are any. */
export function startText({ trigger }: Pick<FlowTemplate, 'trigger'>, connectors: readonly Connector[]): string {
  const connector = connectors.find((entry) => entry.name === trigger.plugin)
  const declared = [...(connector?.triggers ?? []), ...(connector?.actions ?? [])].find((entry) => entry.name === trigger.capability)
  if (connector !== undefined) return `${connector.displayName}: ${declared?.displayName ?? trigger.capability ?? ''}`
  const label = Object.entries(TRIGGER_LABELS).find(([kind]) => kind === trigger.kind)?.[1]
  return label?.() ?? trigger.kind
}
