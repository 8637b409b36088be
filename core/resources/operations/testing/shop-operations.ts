import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Json } from '../../../../sdk/flow/definition.ts'
import type { Manifest } from '../../../../sdk/manifest.gen.ts'
import type { DriverCalls } from '../../../drivers/drivers.types.ts'
import { openBroker } from '../../../egress/broker.ts'
import type { Broker, OutboundRequest } from '../../../egress/egress.types.ts'
import { systemClock } from '../../../platform/clock.ts'
import { createLogger } from '../../../platform/logger.ts'
import { type ConnectorFiles, openShop, SHOP_ORIGIN } from '../../../registry/testing/shop-connector.ts'
import { openSandbox } from '../../../sandbox/pool.ts'
import { useTestDatabase } from '../../../testing/database.ts'
import { type RecordedProvider, startRecordedProvider } from '../../../testing/recorded-provider.ts'
import { openResourceOperations, type ResourceOperationsDeps } from '../operations.service.ts'
import type { ListPageRequest, ListPageResult, RecordResult, ResourceOperations } from '../operations.types.ts'

const TENANT = '00000000-0000-4000-8000-00000000000a'
const CONNECTION = 'con_01jd3kq2v8m6w0x4y5z7a9b1c3'

/** Reads a shop that was written for one test, in the real sandbox and through the real broker. */
export interface ShopOperations {
  provider: RecordedProvider
  /** What the broker was asked for, in order. */
  asked: OutboundRequest[]
  /** What everything that calls a provider is made with, beside a registry. */
  parts: Omit<ResourceOperationsDeps, 'registry'>
  open(manifest: Manifest, files: ConnectorFiles, drivers?: DriverCalls): Promise<Shop>
}

export interface Shop {
  operations: ResourceOperations
  list(more?: Partial<ListPageRequest>): Promise<ListPageResult>
  read(key: string, resource?: string): Promise<RecordResult>
}

export function useShopOperations(settings: Json = {}): () => ShopOperations {
  const database = useTestDatabase()
  const closing: Array<() => Promise<void>> = []
  let current: ShopOperations | undefined

  beforeAll(async () => {
    const provider = await startRecordedProvider()
    const logger = createLogger({ level: 'silent' })
    const real = openBroker({
      credentials: { credentialFor: async () => ({ version: 1, inject: [], secrets: [] }), rejected: async () => false },
      quotas: { quotasFor: () => [] },
      clock: systemClock,
      logger,
      endpoints: { [SHOP_ORIGIN]: provider.origin },
      db: database(),
    })
    const asked: OutboundRequest[] = []
    const broker: Broker = {
      send: (request) => {
        asked.push(request)
        return real.send(request)
      },
      mail: (request) => real.mail(request),
      close: () => real.close(),
    }
    const sandbox = await openSandbox({ logger, clock: systemClock })
    closing.push(
      () => provider.close(),
      () => broker.close(),
      () => sandbox.close(),
    )
    const connections = { findForAction: async () => ({ plugin: 'shop', accountId: '77', appId: 'app-1', settings }) }
    const ref = { tenantId: TENANT, connectionId: CONNECTION, plugin: 'shop' }
    const parts = { sandbox, broker, clock: systemClock, logger, connections }
    current = {
      provider,
      asked,
      parts,
      async open(manifest, files, drivers) {
        const registry = await openShop(manifest, files)
        const operations = openResourceOperations({ ...parts, registry, ...(drivers === undefined ? {} : { drivers: () => drivers }) })
        const first = { checkpoint: null, since: null, until: null, limit: 100, parent: null, priority: 'live' as const }
        return {
          operations,
          list: (more) => operations.listPage({ ...ref, resource: 'orders', ...first, ...more }),
          read: (key, resource = 'orders') => operations.read({ ...ref, resource, key, priority: 'live' }),
        }
      },
    }
  })
  beforeEach(() => {
    current?.provider.requests.splice(0)
    current?.provider.answers.splice(0)
    current?.asked.splice(0)
  })
  afterAll(async () => {
    for (const close of closing) await close()
  })

  return () => {
    if (current === undefined) throw new Error('useShopOperations() is ready inside tests only')
    return current
  }
}
