import { openBroker } from '../../core/egress/broker.ts'
import { systemClock } from '../../core/platform/clock.ts'
import type { Database } from '../../core/platform/db.ts'
import { createLogger } from '../../core/platform/logger.ts'
import { faultLine } from '../../core/registry/fault-list.ts'
import { loadPlugin } from '../../core/registry/load-plugin.ts'
import { createRegistry } from '../../core/registry/registry.service.ts'
import type { LoadedPlugin } from '../../core/registry/registry.types.ts'
import { openResourceOperations } from '../../core/resources/operations/operations.service.ts'
import type { ReadRecord, ResourceRef } from '../../core/resources/operations/operations.types.ts'
import { openSandbox } from '../../core/sandbox/pool.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import { BenchError } from '../cells.ts'

/** Where the records of a backfill come from, page by page. */
export interface RecordSource {
  pages(ref: ResourceRef): AsyncGenerator<ReadRecord[]>
  close(): Promise<void>
}

const STUB_ORIGIN = 'https://stub.example.com'
const PAGE = 500

export async function loadStub(folder: string): Promise<LoadedPlugin> {
  const { plugin, faults } = await loadPlugin(folder)
  if (plugin === null) throw new BenchError(faults.map(faultLine).join('\n'))
  return plugin
}

/** Through the broker over HTTP, as a sync reads them: the page after is asked for while one is stored. */
export async function openRecordSource(
  db: Database,
  plugin: LoadedPlugin,
  providerPort: number,
  accountOf: (connectionId: string) => string,
): Promise<RecordSource> {
  const logger = createLogger({ level: 'silent' })
  const broker = openBroker({
    credentials: { credentialFor: async () => ({ version: 1, inject: [], secrets: [] }), rejected: async () => false },
    quotas: { quotasFor: () => [] },
    clock: systemClock,
    logger,
    endpoints: { [STUB_ORIGIN]: `http://127.0.0.1:${providerPort}` },
    db,
  })
  const sandbox = await openSandbox({ logger, clock: systemClock })
  const connections = {
    findForAction: async (_tenantId: string, connectionId: string) => ({ plugin: plugin.name, accountId: accountOf(connectionId) }),
  }
  const operations = openResourceOperations({
    registry: createRegistry([plugin]),
    sandbox,
    broker,
    clock: systemClock,
    logger,
    connections,
  })

  async function read(ref: ResourceRef, checkpoint: Json) {
    const request = { ...ref, since: null, until: null, limit: PAGE, parent: null, priority: 'backfill' as const }
    const page = await operations.listPage({ ...request, checkpoint })
    if (!page.ok) throw new BenchError(`${page.failure.code}: ${page.failure.message}`)
    return page
  }

  return {
    async *pages(ref) {
      let next = read(ref, null)
      for (;;) {
        const page = await next
        if (!page.done) next = read(ref, page.checkpoint)
        yield page.records
        if (page.done) return
      }
    },
    close: async () => {
      await Promise.all([sandbox.close(), broker.close()])
    },
  }
}
