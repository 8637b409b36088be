import type { FlowDefinition, Trigger } from '../../../sdk/flow/definition.ts'
import type { ActionRequest, ActionResult } from '../../actions/actions.types.ts'
import { createFlowSource } from '../../flows/flow-source.ts'
import { type Clock, systemClock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { createLogger } from '../../platform/logger.ts'
import { openSecretBox } from '../../platform/secrets.ts'
import type { PublishedFlow } from '../../runs/engine.types.ts'
import { createRuns } from '../../runs/runs.service.ts'
import { failure, fakePerformers, type TestEngine, testEngine } from '../../runs/testing/test-engine.ts'
import { mapStep, respondStep } from '../../runs/testing/test-flow.ts'
import type { TestDatabase } from '../../testing/database.ts'
import { createTriggerRegistration, createTriggers, type TriggersService } from '../triggers.service.ts'

export const TENANT = '00000000-0000-4000-8000-0000000000a7'

/** One process that works: a real engine on the real database, the due loop not started, and a clock that a test may move. */
export interface TriggerBench extends TriggersService {
  engine: TestEngine
  clock: Clock
  /** What the polled provider was asked. */
  asked: ActionRequest[]
  /** Its next answers; the last one stays. */
  answers: ActionResult[]
  /** From now on it does not answer until the caller gives up. */
  hang(): void
  publish(flowId: string, trigger: Trigger, settings?: FlowDefinition['settings'], does?: 'map' | 'respond'): Promise<void>
  pause(flowId: string): Promise<void>
  resume(flowId: string): Promise<void>
  remove(flowId: string): Promise<void>
  stop(): Promise<void>
}

/** What the fake sandbox of every process walks. */
const known = new Map<string, PublishedFlow>()

export const secrets = openSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }])

export async function triggerBench(database: TestDatabase, clock: Clock = systemClock): Promise<TriggerBench> {
  const flows = createFlowSource({ engine: database.engine, secrets })
  const engine = await testEngine(database, known, { flows })
  const asked: ActionRequest[] = []
  const answers: ActionResult[] = []
  let hangs = false
  const registration = createTriggerRegistration({ clock, effectOf: () => 'read' })
  const logger = createLogger({ level: 'silent' })
  const actions = {
    facts: (plugin: string, action: string) => ({ ...engine.provider.facts(plugin, action), effect: 'read' as const }),
    async execute(request: ActionRequest): Promise<ActionResult> {
      asked.push(request)
      if (hangs) {
        await new Promise((resolve) => request.signal?.addEventListener('abort', resolve))
        return failure(0, { class: 'permanent', message: 'given up' })
      }
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      if (answer === undefined) throw new Error('no answer was laid out')
      return answer
    },
  }
  const runs = createRuns({
    db: database,
    clock,
    engine: engine.engine,
    flows,
    triggers: { load: async () => new Map() },
    actions: engine.provider,
    http: fakePerformers(engine.provider).http,
  })
  const triggers = createTriggers({ db: database, engine: engine.engine, flows, actions, runs, secrets, clock, logger })

  async function definitionOf(flowId: string): Promise<{ version: number; definition: FlowDefinition }> {
    const { rows } = await database.truth.query(
      'SELECT version, definition FROM flow_versions WHERE flow_id = $1 ORDER BY version DESC LIMIT 1',
      [flowId],
    )
    return { version: rows[0].version, definition: JSON.parse(rows[0].definition) }
  }
  async function setState(flowId: string, state: string): Promise<void> {
    await database.truth.query('UPDATE flows SET state = $2 WHERE id = $1', [flowId, state])
    flows.forget(TENANT, flowId)
  }
  return {
    ...triggers,
    engine,
    clock,
    asked,
    answers,
    hang() {
      hangs = true
    },
    async publish(flowId, trigger, settings = {}, does = 'map') {
      const definition: FlowDefinition = {
        trigger,
        steps: { sA: does === 'map' ? mapStep('a') : respondStep('a') },
        edges: {},
        settings,
        layout: {},
      }
      const version = await storeVersion(database, flowId, definition)
      known.set(flowId, { tenantId: TENANT, flowId, version, definition, compiled: { script: '', hash: flowId } })
      flows.forget(TENANT, flowId)
      await database.forTenant(TENANT, (trx) => registration.listen(trx, { tenantId: TENANT, flowId, version, definition }))
    },
    async pause(flowId) {
      await setState(flowId, 'paused')
      await database.forTenant(TENANT, (trx) => registration.stop(trx, flowId))
    },
    async resume(flowId) {
      await setState(flowId, 'published')
      const version = await definitionOf(flowId)
      await database.forTenant(TENANT, (trx) => registration.listen(trx, { tenantId: TENANT, flowId, ...version }))
    },
    async remove(flowId) {
      await database.truth.query('UPDATE flows SET deleted_at = now() WHERE id = $1', [flowId])
      flows.forget(TENANT, flowId)
      await database.forTenant(TENANT, (trx) => registration.forget(trx, flowId))
    },
    async stop() {
      await triggers.loop.stop()
      await engine.stop()
    },
  }
}

/** As publishing stores it. The script's hash is the flow's id, by which the fake sandbox knows the flow. */
async function storeVersion(database: TestDatabase, flowId: string, definition: FlowDefinition): Promise<number> {
  const { truth } = database
  await truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja') ON CONFLICT DO NOTHING`, [TENANT])
  await truth.query(`INSERT INTO flows (tenant_id, id, name, created_by) VALUES ($1, $2, $3, 'usr_a') ON CONFLICT DO NOTHING`, [
    TENANT,
    flowId,
    `name of ${flowId}`,
  ])
  await truth.query(`INSERT INTO flow_hooks (tenant_id, flow_id, token, secret_cipher) VALUES ($1, $2, $3, '') ON CONFLICT DO NOTHING`, [
    TENANT,
    flowId,
    tokenOf(flowId),
  ])
  const { rows } = await truth.query('SELECT coalesce(max(version), 0) + 1 AS version FROM flow_versions WHERE flow_id = $1', [flowId])
  const { version } = rows[0]
  await truth.query(
    `INSERT INTO flow_versions (tenant_id, flow_id, version, definition, definition_hash, script, script_hash, published_by)
     VALUES ($1, $2, $3, $4, '', '', $2, 'usr_a')`,
    [TENANT, flowId, version, JSON.stringify(definition)],
  )
  await truth.query(`UPDATE flows SET published_version = $2, state = 'published' WHERE id = $1`, [flowId, version])
  return version
}

/** Of its webhook address and its form. */
export const tokenOf = (flowId: string) => `token-of-${flowId}`

export const newFlowId = () => newId('flw', systemClock.now())

/** Trigger data of a flow's runs, oldest start first. */
export async function runsOf(
  database: TestDatabase,
  flowId: string,
): Promise<Array<{ trigger: string; version: number; data: Record<string, unknown> }>> {
  const { rows } = await database.truth.query(
    `SELECT id, trigger, version, trigger_data FROM runs WHERE flow_id = $1 UNION ALL
     SELECT id, trigger, version, trigger_data FROM open_runs WHERE flow_id = $1 ORDER BY id`,
    [flowId],
  )
  return rows.map((row) => ({ trigger: row.trigger, version: row.version, data: JSON.parse(row.trigger_data) }))
}
