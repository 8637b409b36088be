import type { Connection, ConnectionStatus } from '#lib/api/connections.ts'
import type { Connector } from '#lib/api/connectors.ts'
import type { FlowTemplate } from '#lib/api/flows.ts'
import { matches } from '#lib/i18n/search.ts'

export interface ConnectionGroup {
  plugin: string
  /** Null when the connector of a stored connection is no longer installed. */
  connector: Connector | null
  connections: Connection[]
}

const URGENCY: Record<ConnectionStatus, number> = { reconnect_needed: 0, untested: 1, connected: 2 }

function urgencyOf(group: ConnectionGroup): number {
  return Math.min(...group.connections.map((connection) => URGENCY[connection.status]))
}

/** Accounts by connector, what needs a person first, and the connectors that have no account yet. */
export function groupConnections(connections: readonly Connection[], connectors: readonly Connector[]) {
  const titleOf = (group: ConnectionGroup) => group.connector?.displayName ?? group.plugin
  const groups = [...Map.groupBy(connections, (connection) => connection.plugin)]
    .map(([plugin, accounts]) => ({
      plugin,
      connector: connectors.find((connector) => connector.name === plugin) ?? null,
      connections: accounts.toSorted((a, b) => URGENCY[a.status] - URGENCY[b.status] || a.name.localeCompare(b.name)),
    }))
    .sort((a, b) => urgencyOf(a) - urgencyOf(b) || titleOf(a).localeCompare(titleOf(b)))
  const absent = connectors.filter((connector) => !connections.some((connection) => connection.plugin === connector.name))
  return { groups, absent }
}

/** Connectors by name or by need: every word is somewhere in what they are called, do, or are looked for by. */
export function searchConnectors(connectors: readonly Connector[], search: string): Connector[] {
  return connectors.filter((connector) =>
    matches(
      [
        connector.name,
        connector.displayName,
        connector.description,
        ...connector.categories,
        ...(connector.keywords ?? []),
        ...[...connector.triggers, ...connector.actions].flatMap(({ displayName, description }) => [displayName, description]),
      ].join(' '),
      search,
    ),
  )
}

export interface SuggestedTemplate {
  template: FlowTemplate
  /** Connectors it needs that have no account yet. */
  missing: string[]
}

/** Templates that use a connector, the ones that are ready to use first. */
export function suggestTemplates(
  templates: readonly FlowTemplate[],
  plugin: string,
  connections: readonly Connection[],
  /** Connectors that have nothing to connect to. */
  free: readonly string[] = [],
): SuggestedTemplate[] {
  const connected = new Set([...connections.map((connection) => connection.plugin), ...free])
  return templates
    .filter((template) => template.plugins?.includes(plugin))
    .map((template) => ({ template, missing: (template.plugins ?? []).filter((needed) => !connected.has(needed)) }))
    .sort((a, b) => a.missing.length - b.missing.length)
}
