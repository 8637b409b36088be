import { openBroker } from '../../core/egress/broker.ts'
import { systemClock } from '../../core/platform/clock.ts'
import type { Database } from '../../core/platform/db.ts'
import { createLogger } from '../../core/platform/logger.ts'
import { faultLine } from '../../core/registry/fault-list.ts'
import { loadPlugin } from '../../core/registry/load-plugin.ts'
import { createRegistry } from '../../core/registry/registry.service.ts'
import type { LoadedPlugin } from '../../core/registry/registry.types.ts'
import { openResourceOperations } from '../../core/resources/operations/operations.service.ts'
import type { ResourceOperations } from '../../core/resources/operations/operations.types.ts'
import { openSandbox } from '../../core/sandbox/pool.ts'
import { BenchError } from '../cells.ts'

/** Where the records of a backfill come from. */
export interface RecordSource {
  operations: ResourceOperations
  close(): Promise<void>
}

const STUB_ORIGIN = 'https://stub.example.com'

export async function loadStub(folder: string): Promise<LoadedPlugin> {
  const { plugin, faults } = await loadPlugin(folder)
  if (plugin === null) throw new BenchError(faults.map(faultLine).join('\n'))
  return plugin
}

/** Through the broker over HTTP, as a worker reads them. */
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

  return {
    operations,
    close: async () => {
      await Promise.all([sandbox.close(), broker.close()])
    },
  }
}
