import type { Connector } from '#lib/api/connectors.ts'
import type { Flow } from '#lib/api/flows.ts'

/** Where a message came in: a flow's own address, or a connector's webhook. `name` is null when it no longer exists. */
export type DeliverySource =
  | { kind: 'flow'; flowId: string; name: string | null }
  | { kind: 'connector'; plugin: string; webhook: string; name: string | null }

/** Reads `flow:<id>` or `<connector>/<webhook>`. */
export function sourceOf(
  source: string,
  flows: ReadonlyArray<Pick<Flow, 'id' | 'name'>>,
  connectors: ReadonlyArray<Pick<Connector, 'name' | 'displayName'>>,
): DeliverySource {
  if (source.startsWith('flow:')) {
    const flowId = source.slice('flow:'.length)
    return { kind: 'flow', flowId, name: flows.find((flow) => flow.id === flowId)?.name ?? null }
  }
  const [plugin = '', webhook = ''] = source.split('/')
  return { kind: 'connector', plugin, webhook, name: connectors.find((connector) => connector.name === plugin)?.displayName ?? null }
}
