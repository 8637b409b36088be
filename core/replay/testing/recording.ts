import { afterAll, beforeAll, expect } from 'vitest'
import type { FlowDefinition, Json } from '../../../sdk/flow/definition.ts'
import { systemClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/logger.ts'
import type { PublishedFlow } from '../../runs/engine.types.ts'
import type { JournalEntry } from '../../runs/journal.types.ts'
import { createRecordedRuns, type RecordedRuns } from '../../runs/recorded-runs.service.ts'
import { FakeProvider, fakePerformers, flowSourceOf, type TestEngine, testEngine } from '../../runs/testing/test-engine.ts'
import { openSandbox } from '../../sandbox/pool.ts'
import type { Sandbox } from '../../sandbox/sandbox.types.ts'
import type { TestDatabase } from '../../testing/database.ts'

export const TENANT = '00000000-0000-4000-8000-00000000000a'

/** A real engine with the real sandbox on the real database, whose runs are then replayed. Call at the top level of a test file. */
export function useRecording(database: () => TestDatabase) {
  const flows = new Map<string, PublishedFlow>()
  const provider = new FakeProvider()
  let sandbox: Sandbox | undefined
  let running: TestEngine | undefined
  let recorded: RecordedRuns | undefined
  let count = 0

  beforeAll(async () => {
    await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [TENANT])
    sandbox = await openSandbox({ clock: systemClock, logger: createLogger({ level: 'silent' }) })
    running = await testEngine(database(), flows, { sandbox, provider })
    recorded = createRecordedRuns({ db: database(), triggers: { load: async () => new Map() }, links: fakePerformers(provider) })
  })
  afterAll(async () => {
    await running?.stop()
    await sandbox?.close()
  })

  const ready = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('useRecording() is ready inside tests only')
    return value
  }

  async function compiled(definition: FlowDefinition, flowId = `flw_${++count}`, version = 1): Promise<PublishedFlow> {
    const result = await ready(sandbox).compileFlow(definition)
    if (result.compiled === null)
      throw new Error(result.problems.map((found) => `${found.stepId}${found.field} ${found.message.en}`).join('\n'))
    return { tenantId: TENANT, flowId, version, definition, compiled: result.compiled }
  }

  return {
    flows,
    provider,
    sandbox: () => ready(sandbox),
    engine: () => ready(running).engine,
    recorded: () => ready(recorded),
    source: () => flowSourceOf(flows),
    compiled,

    async publish(definition: FlowDefinition): Promise<PublishedFlow> {
      const flow = await compiled(definition)
      flows.set(flow.flowId, flow)
      return flow
    },

    async start(flow: PublishedFlow, data: Json): Promise<string> {
      const starts = [{ flow, trigger: 'manual' as const, data, storeData: true }]
      const { runIds } = await ready(running).engine.accept({
        tenantId: TENANT,
        delivery: null,
        dedupe: null,
        starts,
        answerWithinMs: null,
      })
      return runIds[0] ?? ''
    },

    async ended(runId: string): Promise<string> {
      const read = async () => (await database().truth.query('SELECT status FROM runs WHERE id = $1', [runId])).rows[0]?.status
      await expect.poll(read, { timeout: 45_000, interval: 25 }).toBeDefined()
      return read()
    },

    async parked(runId: string, status: string): Promise<void> {
      const read = async () => (await database().truth.query('SELECT status FROM open_runs WHERE id = $1', [runId])).rows[0]?.status
      await expect.poll(read, { timeout: 15_000, interval: 25 }).toBe(status)
    },

    /** Changes what is written down about a run, behind the product's back. */
    async forge(runId: string, change: (entries: JournalEntry[]) => void): Promise<void> {
      const { truth } = database()
      const { rows } = await truth.query<{ seq: number; entries: string }>('SELECT seq, entries FROM journal WHERE run_id = $1', [runId])
      for (const { seq, entries } of rows) {
        await truth.query('UPDATE journal SET entries = $1 WHERE run_id = $2 AND seq = $3', [changed(entries, change), runId, seq])
      }
      const inline = (await truth.query<{ journal: string | null }>('SELECT journal FROM runs WHERE id = $1', [runId])).rows[0]?.journal
      if (typeof inline === 'string') await truth.query('UPDATE runs SET journal = $1 WHERE id = $2', [changed(inline, change), runId])
    },
  }
}

function changed(text: string, change: (entries: JournalEntry[]) => void): string {
  const entries: JournalEntry[] = JSON.parse(text)
  change(entries)
  return JSON.stringify(entries)
}
