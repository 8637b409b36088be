import { afterAll, beforeEach } from 'vitest'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
import { listAll, outputOf } from '../../../core/testing/capability-calls.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import { type RunningPartner, startPartner } from '../emulator/testing/running-partner.ts'

export const SERVER = 'https://api.oletv.net.br'
export const PROXY = 'https://api.ofrfrbo.site/cliente'

/** The connector's capabilities over a running emulator, with the partner's credential in each form. */
export interface ConnectedPartner {
  capabilities(): Capabilities
  partner(): RunningPartner
  /** What an action gives; throws what it failed with. */
  run(action: string, input: Json): Promise<{ [name: string]: Json }>
  /** Every page of a resource, as the host's loop asks for them. */
  all(resource: string, parent?: Json, limit?: number): Promise<ReadRecord[]>
  /** Effects of this kind, oldest first. */
  effects(kind: string): Promise<Array<{ key: string | null; id: string; details: { [name: string]: Json } }>>
}

export function useConnectedPartner(settings: Record<string, string> = {}): ConnectedPartner {
  let partner: RunningPartner
  const all = { server: SERVER, personType: 'F/J', documentFormat: 'masked', cnpjInPath: 'encoded', ...settings }
  const capabilities = useCapabilities('ole-tv', new URL(all.server).origin, {
    async account() {
      partner = await startPartner()
      const inject = Object.entries(partner.account).map(([name, value]) => ({ in: 'form' as const, name, value }))
      return { url: partner.url, token: '', inject, settings: all }
    },
  })
  beforeEach(() => partner.admin('DELETE', '/faults'))
  afterAll(() => partner.stop())
  return {
    capabilities,
    partner: () => partner,
    run: (action, input) => outputOf(capabilities(), action, input),
    all: (resource, parent, limit = 500) => listAll(capabilities(), resource, { limit, ...(parent === undefined ? {} : { parent }) }),
    async effects(kind) {
      const { items } = JSON.parse(JSON.stringify(await partner.admin('GET', `/ledger?kind=${kind}`)))
      return items
    },
  }
}
