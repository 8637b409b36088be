import type { Config } from './config/config.ts'
import type { ConnectionsService } from './connections/connections.service.ts'
import type { DataStoreService } from './data-store/data-store.service.ts'
import type { AuditLog } from './exports/audit-section.ts'
import { createExports, type ExportsService } from './exports/exports.service.ts'
import { createSources } from './exports/sources.ts'
import { declareSweepExports } from './exports/sweep-exports.job.ts'
import { declareWriteExport } from './exports/write-export.job.ts'
import type { Clock } from './platform/clock.ts'
import type { Database, Db } from './platform/db.ts'
import type { Logger } from './platform/logger.ts'
import type { Queue } from './platform/queue.ts'
import type { Changes } from './realtime/changes.ts'
import type { Registry } from './registry/registry.types.ts'
import type { ResourcesService } from './resources/resources.service.ts'
import { declareRunImport } from './table-imports/run-import.job.ts'
import { declareSweepImports } from './table-imports/sweep-imports.job.ts'
import type { TableImports } from './table-imports/table-imports.routes.ts'
import { createTableImports } from './table-imports/table-imports.service.ts'
import type { Overview } from './wire-overview.ts'

export interface FilesDeps {
  db: Pick<Database, 'forTenant'>
  /** Sweeps look over all tenants. */
  engine: Db
  queue: Queue
  clock: Clock
  logger: Logger
  changes: Pick<Changes, 'tell'>
  registry: Registry
  connections: Pick<ConnectionsService, 'list'>
  resources: ResourcesService
  dataStore: DataStoreService
  identity: AuditLog
  overview: Pick<Overview, 'dashboards' | 'recordBoards'>
  works: boolean
  config: Pick<Config, 'uploadMaxBytes'>
}

/** What leaves as a file and what comes in as one, each with its job. */
export async function wireFiles(deps: FilesDeps): Promise<{ exports: ExportsService; tableImports: TableImports }> {
  const { db, engine, queue, clock, logger, changes, registry, connections, resources, dataStore, identity, overview, works } = deps
  const sources = createSources({
    clock,
    resources,
    dataStore,
    auditLog: identity,
    ...overview,
    connectionNames: async (tenantId) => new Map((await connections.list(tenantId)).map(({ id, name }) => [id, name])),
    connectorName: (plugin, locale) => registry.plugin(plugin)?.manifest.displayName[locale] ?? plugin,
  })
  const exported = (tenantId: string, ids: string[]) => changes.tell(tenantId, 'exports', ids)
  const imported = (tenantId: string, ids: string[]) => changes.tell(tenantId, 'imports', ids)
  await declareWriteExport(queue, { db, clock, logger, sources, changed: exported }, works)
  await declareSweepExports(queue, { db, engine, clock }, works)
  await declareRunImport(queue, { db, clock, logger, dataStore, changed: imported }, works)
  await declareSweepImports(queue, { db, engine, clock }, works)
  const maxBytes = deps.config.uploadMaxBytes
  return {
    exports: createExports({ db, queue, clock, sources, changed: exported }),
    tableImports: { service: createTableImports({ db, queue, clock, dataStore, maxBytes, changed: imported }), maxBytes },
  }
}
