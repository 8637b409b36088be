import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { pretendVersion } from '../testing/old-server.ts'

/** The real binary, as a process of its own. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const database = useTestDatabase()
const started: ChildProcess[] = []
let dataDir = ''

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tomada-start-'))
})
afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

interface Running {
  child: ChildProcess
  said(): string
}

function start(script: string[], env: Record<string, string>): Running {
  const child = spawn(process.execPath, script, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, ...env },
  })
  started.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk
    })
  }
  return { child, said: () => text }
}

async function endOf({ child, said }: Running): Promise<{ code: number | null; text: string }> {
  await once(child, 'close')
  return { code: child.exitCode, text: said() }
}

const SERVER = ['--no-node-snapshot', 'core/main.ts']

test('a start in production without secrets ends at once and names every one of them', async () => {
  const { code, text } = await endOf(start(SERVER, { NODE_ENV: 'production', DATABASE_URL: database().url }))
  expect(code).toBe(1)
  for (const name of ['JWT_SECRET', 'JWT_REFRESH_SECRET', 'ENCRYPTION_KEY']) expect(text).toContain(`${name} is required in production`)
  expect(text).not.toContain('    at ')
})

test('a start with a wrong DATABASE_URL ends at once and says what is wrong', async () => {
  const { code, text } = await endOf(start(SERVER, { DATABASE_URL: 'postgres://tomada:pw@127.0.0.1:1/tomada' }))
  expect(code).toBe(1)
  expect(text).toContain('DATABASE_URL cannot be used: nothing listens at 127.0.0.1:1.')
})

test('a start on a PostgreSQL that is too old ends at once and says which one is needed', async () => {
  await pretendVersion(database(), '150012')
  try {
    const { code, text } = await endOf(start(SERVER, { DATABASE_URL: database().url }))
    expect(code).toBe(1)
    expect(text).toContain(`${new URL(database().url).host} is PostgreSQL 15: Tomada needs 16 or newer.`)
    expect(text).not.toContain('    at ')
    expect(text).not.toContain('Tomada is ready')
  } finally {
    await pretendVersion(database(), null)
  }
})

test('the server starts from DATABASE_URL on the given port, answers that it is ready, and stops on SIGTERM', async () => {
  const running = start(SERVER, { DATABASE_URL: database().url })
  await expect.poll(running.said, { timeout: 18_000 }).toMatch(/Tomada is ready at http:\/\/127\.0\.0\.1:\d+/)
  const origin = /ready at (\S+)/.exec(running.said())?.[1] ?? ''
  for (const address of ['/healthz', '/readyz']) expect((await fetch(origin + address)).status, address).toBe(200)
  running.child.kill('SIGTERM')
  expect((await endOf(running)).code).toBe(0)
}, 60_000)

test('preparing a clone that is already installed does nothing and says nothing', async () => {
  const { code, text } = await endOf(start(['core/setup/prepare.mjs', 'check'], {}))
  expect({ code, text }).toEqual({ code: 0, text: '' })
})
