import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../platform/ids.ts'
import type { PublishedFlow } from '../runs/engine.types.ts'
import { code, flowOf, map } from '../sandbox/testing/guests.ts'
import { useTestDatabase } from '../testing/database.ts'
import { TENANT, useRecording } from './testing/recording.ts'

const database = useTestDatabase()
const recording = useRecording(database)
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
let dataDir = ''

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tomada-replay-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** The real command, as a process of its own. */
async function tomada(...args: string[]): Promise<{ code: number | null; text: string }> {
  const env = { PATH: process.env['PATH'], DATA_DIR: dataDir, DATABASE_URL: database().url }
  const child = spawn(process.execPath, ['--no-node-snapshot', 'core/main.ts', ...args], { cwd: ROOT, env })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk
    })
  }
  await once(child, 'close')
  return { code: child.exitCode, text }
}

/** As publishing would store it. */
async function store({ flowId, version, definition, compiled }: PublishedFlow): Promise<void> {
  const { truth } = database()
  await truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja') ON CONFLICT DO NOTHING`, [TENANT])
  await truth.query(`INSERT INTO flows (tenant_id, id, name, created_by) VALUES ($1, $2, 'Pedidos', 'usr_ana') ON CONFLICT DO NOTHING`, [
    TENANT,
    flowId,
  ])
  await truth.query(
    `INSERT INTO flow_versions (tenant_id, flow_id, version, name, note, definition, definition_hash, script, script_hash, published_by)
     VALUES ($1, $2, $3, '', '', $4, '', $5, $6, 'usr_ana')`,
    [TENANT, flowId, version, JSON.stringify(definition), compiled.script, compiled.hash],
  )
}

test('tomada replay RUN says that every output is the same, or names the first step that is not', async () => {
  const definition = flowOf({
    sA: code('return { n: Math.random(), at: Date.now() }', { name: 'draw' }),
    sB: map('{{ steps.draw.n + trigger }}', 'sum'),
  })
  const flow = await recording.publish(definition)
  const other = {
    ...(await recording.compiled({ ...definition, steps: { ...definition.steps, sB: map(0, 'sum') } })),
    flowId: flow.flowId,
    version: 2,
  }
  await store(flow)
  await store(other)
  const runId = await recording.start(flow, 4)
  await recording.ended(runId)

  const same = await tomada('replay', runId)
  expect(same).toMatchObject({ code: 0, text: expect.stringContaining('every output is the same, byte for byte') })

  const changed = await tomada('replay', runId, '--version', '2')
  expect(changed).toMatchObject({ code: 1, text: expect.stringContaining('step      sum (sB)') })

  await recording.forge(runId, (entries) => {
    for (const entry of entries) if (entry.kind === 'visit') for (const { record } of entry.entries) record.output = 'forged'
  })
  const forged = await tomada('replay', runId, '--json')
  expect(forged.code).toBe(1)
  expect(JSON.parse(forged.text)).toMatchObject({ identical: false, firstDivergence: { recorded: 'forged' } })
}, 180_000)

test('tomada replay of a run that does not exist says so', async () => {
  const { code, text } = await tomada('replay', newId('run', Date.UTC(2026, 10, 1)))
  expect(code).toBe(2)
  expect(text).toContain('There is no run')
}, 60_000)
