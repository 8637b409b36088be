import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../harness.ts'
import { openSubscribers, type SubscriberWorld } from './subscriber-world.ts'

/** The source system's two jobs: one pass for cron, and a worker that runs until it is told to stop. */

let world: SubscriberWorld

beforeAll(async () => {
  world = await openSubscribers(undefined, 'server')
  await world.call('POST', '/api/integration', world.account)
  await world.publish('ole-tv-create')
}, 120_000)
afterAll(() => world?.close())

const PERSON = { action: 'create', nome: 'Cliente Exemplo', dataNascimento: '1998-06-19', cep: '01001-000' }

/** `core/main.ts` beside the server, with its database and data folder. */
function start(args: string[]) {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...world.env }
  const child = spawn(process.execPath, ['--no-node-snapshot', 'core/main.ts', ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return { child, output: () => output, ended: once(child, 'exit').then(([code]) => Number(code)) }
}

test('OLE-26 one pass works on what is due, says what became of it and ends with 0', async () => {
  await world.call('POST', '/api/webhook/ole', { ...PERSON, externalId: 'CT-1', documento: '529.982.247-25' })
  await world.call('POST', '/api/webhook/ole', { ...PERSON, externalId: 'CT-2', documento: '111.444.777-35' })
  expect((await world.runs()).map(({ status }) => status)).toEqual(['queued', 'queued'])
  const job = start(['work'])
  expect(await job.ended, job.output()).toBe(0)
  expect(job.output()).toContain('2 succeeded, 0 failed')
  expect(await world.effects('customer.created')).toHaveLength(2)
}, 90_000)

test('OLE-26 an item that fails ends the pass with 1', async () => {
  await world.call('POST', '/api/webhook/ole', { ...PERSON, externalId: 'CT-3', documento: '11.222.333/0001-81', cep: '99999-999' })
  const job = start(['work'])
  expect(await job.ended, job.output()).toBe(1)
  expect(job.output()).toContain('1 failed')
}, 90_000)

test('OLE-27 a worker runs until it is told to stop, and then finishes or hands back what it has', async () => {
  const job = start(['--role', 'worker'])
  while (!job.output().includes('is working')) await sleep(200)
  await world.ole.admin('POST', '/faults', [{ match: { path: '/clientes/*' }, kind: 'slow', delayMs: 1500, times: 1 }])
  await world.call('POST', '/api/webhook/ole', { ...PERSON, externalId: 'CT-4', documento: '529.982.247-25', email: 'novo@exemplo.test' })
  while ((await world.runs())[0]?.status === 'queued') await sleep(100)
  job.child.kill('SIGTERM')
  expect(await job.ended, job.output()).toBe(0)
  const [run] = await world.runs()
  expect(['succeeded', 'queued', 'waiting']).toContain(run?.status)
  if (run?.status !== 'succeeded') expect(await start(['work']).ended).toBe(0)
  expect((await world.runs())[0]?.status).toBe('succeeded')
}, 120_000)
