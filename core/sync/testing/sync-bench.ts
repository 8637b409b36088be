import type { FlowDefinition, ResourceTrigger } from '../../../sdk/flow/definition.ts'
import type { Resource } from '../../../sdk/manifest.gen.ts'
import { tellTrouble } from '../../connections/status-events.ts'
import { createFlowSource } from '../../flows/flow-source.ts'
import { replaceTrigger } from '../../flows/flows.store.ts'
import { type Clock, systemClock } from '../../platform/clock.ts'
import type { Database } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { createLogger } from '../../platform/logger.ts'
import { openSecretBox } from '../../platform/secrets.ts'
import { resourceTriggerName } from '../../registry/resource-trigger-name.ts'
import type { ResourceOperations } from '../../resources/operations/operations.types.ts'
import { createRecordWriter } from '../../resources/record-writer.ts'
import { createResources } from '../../resources/resources.service.ts'
import { applyTables } from '../../resources/tables/apply-tables.ts'
import { type DeclaredResource, planOf } from '../../resources/tables/resource-plan.ts'
import type { PublishedFlow } from '../../runs/engine.types.ts'
import { type TestEngine, testEngine } from '../../runs/testing/test-engine.ts'
import { mapStep } from '../../runs/testing/test-flow.ts'
import type { TestDatabase } from '../../testing/database.ts'
import { type OpenedSync, openSync } from '../open-sync.ts'
import type { SyncCheckpoint } from '../pass.ts'
import type { MissedSource } from '../sweep-missed.job.ts'
import type { SyncJob } from '../sync.types.ts'
import { type FakeShop, fakeShop } from './fake-shop.ts'
import { shopSource } from './shop-resources.ts'

export const TENANT = '00000000-0000-4000-8000-0000000000c4'

/** One process that syncs: real queue, engine, tables and writer; a provider in memory. */
export interface SyncBench extends OpenedSync {
  shop: FakeShop
  engine: TestEngine
  connection(status?: 'connected' | 'reconnect_needed'): Promise<string>
  setStatus(connectionId: string, status: 'connected' | 'reconnect_needed'): Promise<void>
  /** Waits until the job is over. */
  over(connectionId: string, jobId: string): Promise<SyncJob>
  /** Starts it and waits. */
  run(connectionId: string, scope: string, kind?: SyncJob['kind'], days?: number): Promise<SyncJob>
  stored(resource: string, connectionId: string): Promise<Array<{ key: string; deleted: boolean; data: Record<string, unknown> }>>
  publish(flowId: string, trigger: Omit<ResourceTrigger, 'kind' | 'plugin'>, settings?: FlowDefinition['settings']): Promise<void>
  /** Data of the runs of a flow. */
  runsOf(flowId: string): Promise<Array<Record<string, unknown>>>
  stop(): Promise<void>
}

export interface BenchOptions {
  clock?: Clock
  checkpoint?: SyncCheckpoint
  works?: boolean
  shop?: FakeShop
  operations?: ResourceOperations
  /** False: starts no runs. */
  accepts?: boolean
  missed?: MissedSource
}

const NOTHING_MISSED: MissedSource = {
  of: () => [],
  ask: async () => ({ ok: true, output: { deliveries: [], checkpoint: null, done: true } }),
  takeIn: async () => undefined,
}

const known = new Map<string, PublishedFlow>()

export function declaredShop(resources: readonly Resource[]): DeclaredResource[] {
  return resources.map((declared) => ({ plugin: 'shop', declared }))
}

/** What a process that syncs is made of; `database` may be any process' own. */
export async function benchParts(database: Database & { url: string }, resources: readonly Resource[], options: BenchOptions = {}) {
  const { clock = systemClock, works = true } = options
  const declared = declaredShop(resources)
  const find = (plugin: string, name: string) => declared.find((one) => one.plugin === plugin && one.declared.name === name) ?? null
  const lookup = { find, all: () => declared }
  await applyTables(database.url, declared)
  const flows = createFlowSource({ engine: database.engine, secrets: openSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }]) })
  const engine = await testEngine(database, known, { flows, ...(options.accepts === false ? { works: false } : {}) })
  const sync = await openSync({
    db: database,
    queue: engine.queue,
    clock,
    logger: createLogger({ level: 'silent' }),
    operations: options.operations ?? fakeShop(resources),
    writer: createRecordWriter({ resources: lookup, clock, changed: () => {} }),
    reader: createResources({ db: database, resources: lookup }),
    resources: shopSource(resources),
    engine: engine.engine,
    flows,
    changed: () => {},
    trouble: tellTrouble,
    works,
    keepDays: 30,
    missed: options.missed ?? NOTHING_MISSED,
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }),
  })
  return { sync, engine, lookup, clock, flows }
}

export async function syncBench(database: TestDatabase, resources: readonly Resource[], options: BenchOptions = {}): Promise<SyncBench> {
  const shop = options.shop ?? fakeShop(resources)
  await database.truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja') ON CONFLICT DO NOTHING`, [TENANT])
  const { sync, engine, lookup, clock } = await benchParts(database, resources, { operations: shop, ...options })

  async function jobOf(connectionId: string, jobId: string): Promise<SyncJob | undefined> {
    return (await sync.service.status(TENANT, connectionId)).find((job) => job.id === jobId)
  }
  const bench: SyncBench = {
    ...sync,
    shop,
    engine,
    async connection(status = 'connected') {
      const id = newId('con', clock.now())
      await database.truth.query(
        `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, status, created_by, created_at) VALUES ($1, $2, 'shop', 'key', $2, $3, 'usr_ana', now())`,
        [TENANT, id, status],
      )
      return id
    },
    async setStatus(connectionId, status) {
      await database.truth.query('UPDATE connections SET status = $2 WHERE id = $1', [connectionId, status])
    },
    async over(connectionId, jobId) {
      for (let i = 0; i < 400; i++) {
        const job = await jobOf(connectionId, jobId)
        if (job !== undefined && ['succeeded', 'failed', 'cancelled'].includes(job.status)) return job
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      throw new Error(`not over: ${JSON.stringify(await jobOf(connectionId, jobId))}`)
    },
    async run(connectionId, scope, kind, days) {
      const { job } = await sync.service.start(TENANT, {
        connectionId,
        scope,
        ...(kind === undefined ? {} : { kind }),
        ...(days === undefined ? {} : { days }),
      })
      return bench.over(connectionId, job.id)
    },
    async stored(resource, connectionId) {
      const found = lookup.find('shop', resource)
      if (found === null) throw new Error(`no resource ${resource}`)
      const { rows } = await database.truth.query(
        `SELECT key, deleted_at IS NOT NULL AS deleted, data FROM ${planOf(found).table} WHERE connection_id = $1 ORDER BY length(key), key`,
        [connectionId],
      )
      return rows
    },
    async publish(flowId, trigger, settings = {}) {
      const whole = { kind: 'resource' as const, plugin: 'shop', ...trigger }
      const definition: FlowDefinition = { trigger: whole, steps: { sA: mapStep('a') }, edges: {}, settings, layout: {} }
      await database.forTenant(TENANT, async (trx) => {
        await trx('flows').insert({
          tenant_id: TENANT,
          id: flowId,
          name: flowId,
          state: 'published',
          published_version: 1,
          created_by: 'usr_ana',
        })
        const script = { script: '', script_hash: flowId, published_by: 'usr_ana', definition_hash: '' }
        await trx('flow_versions').insert({
          tenant_id: TENANT,
          flow_id: flowId,
          version: 1,
          definition: JSON.stringify(definition),
          ...script,
        })
        const { plugin, resource, connectionId } = whole
        await replaceTrigger(trx, TENANT, flowId, { plugin, connectionId, trigger: resourceTriggerName(resource) })
      })
      known.set(flowId, { tenantId: TENANT, flowId, version: 1, definition, compiled: { script: '', hash: flowId } })
    },
    async runsOf(flowId) {
      const { rows } = await database.truth.query(
        `SELECT trigger_data FROM runs WHERE flow_id = $1 UNION ALL SELECT trigger_data FROM open_runs WHERE flow_id = $1`,
        [flowId],
      )
      return rows.map((row) => (row.trigger_data === null ? {} : JSON.parse(row.trigger_data)))
    },
    async stop() {
      await sync.close()
      await engine.stop()
    },
  }
  return bench
}
