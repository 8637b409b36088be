import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'
import { openSecretBox } from '../platform/secrets.ts'
import { openSandbox } from '../sandbox/pool.ts'
import type { Sandbox } from '../sandbox/sandbox.types.ts'
import { formatOf, SCRIPT_FORMAT } from '../sandbox/script-format.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createCurrentScript } from './current-script.ts'
import { createFlowSource } from './flow-source.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-0000000000f3'
const secrets = openSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }])
let sandbox: Sandbox
/** What was refused to be compiled, as the log tells it. */
const refused: unknown[] = []

beforeAll(async () => {
  sandbox = await openSandbox({ clock: systemClock, logger: createLogger({ level: 'silent' }) })
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [TENANT])
})
afterAll(() => sandbox?.close())

/** As a process of today reads it. */
function source() {
  let compiled = 0
  const counting: Pick<Sandbox, 'compileFlow'> = {
    compileFlow: (definition) => {
      compiled++
      return sandbox.compileFlow(definition)
    },
  }
  const logger = { info: () => {}, error: (fields: unknown) => void refused.push(fields) }
  const { engine } = database()
  const flows = createFlowSource({ engine, secrets, currentScript: createCurrentScript({ engine, sandbox: counting, logger }) })
  return { flows, compiled: () => compiled }
}

/** A version as an older program stored it. */
async function publishedLongAgo(flowId: string, value: string): Promise<void> {
  const step = { kind: 'map', name: 'a', value } as const
  const definition: FlowDefinition = { trigger: { kind: 'manual' }, steps: { s1: step }, edges: {}, settings: {}, layout: {} }
  const { truth } = database()
  await truth.query(
    `INSERT INTO flows (tenant_id, id, name, state, published_version, created_by) VALUES ($1, $2, 'a', 'published', 1, 'usr_a')`,
    [TENANT, flowId],
  )
  await truth.query(
    `INSERT INTO flow_versions (tenant_id, flow_id, version, definition, definition_hash, script, script_hash, published_by)
     VALUES ($1, $2, 1, $3, 'x', '"use strict"; old()', 'old', 'usr_a')`,
    [TENANT, flowId, JSON.stringify(definition)],
  )
}

test('a version that an older program published is compiled again once, for all processes, and runs', async () => {
  await publishedLongAgo('flw_old', '{{ trigger + 1 }}')
  const first = source()
  const [one, other] = await Promise.all([first.flows.published(TENANT, 'flw_old'), first.flows.version(TENANT, 'flw_old', 1)])
  expect(one).toBe(other)
  expect(first.compiled()).toBe(1)
  if (one === null) throw new Error('the flow is published')
  expect(formatOf(one.compiled.script)).toBe(SCRIPT_FORMAT)
  const state = { trigger: 41, steps: {}, loops: {} }
  const run = { id: 'run_1', startedAt: 0, links: {} }
  const visited = await sandbox.visit({ tenantId: TENANT, flow: one.compiled, state, busy: [], now: 0, seed: '00', run })
  expect(visited.entries).toMatchObject([{ path: 's1', record: { output: 42 } }])

  const second = source()
  expect((await second.flows.published(TENANT, 'flw_old'))?.compiled.hash).toBe(one.compiled.hash)
  expect(second.compiled()).toBe(0)
  const { rows } = await database().truth.query(`SELECT script_hash FROM flow_versions WHERE flow_id = 'flw_old'`)
  expect(rows).toEqual([{ script_hash: 'old' }])
})

test("a version that today's rules refuse keeps its script, and the log says why", async () => {
  await publishedLongAgo('flw_refused', '{{ steps.nobody.x }}')
  expect((await source().flows.published(TENANT, 'flw_refused'))?.compiled.hash).toBe('old')
  expect(refused).toMatchObject([{ flowId: 'flw_refused', version: 1, problems: ['s1/value step_unknown'] }])
})
