import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { OAUTH, useLab } from './testing/lab.ts'
import type { RefreshPlan } from './testing/refresh-process.ts'

const lab = useLab()
const PROCESSES = 10
const CALLS = 5

function start(connectionId: string): ChildProcess {
  const plan: RefreshPlan = {
    databaseUrl: lab().db.url,
    origin: lab().provider.origin,
    key: lab().keys[0].key.toString('hex'),
    auth: OAUTH,
    apiOrigin: new URL(OAUTH.oauth2.tokenUrl).origin,
    tenantId: lab().workspace.tenantId,
    connectionId,
    calls: CALLS,
  }
  return fork(fileURLToPath(new URL('./testing/refresh-process.ts', import.meta.url)), [JSON.stringify(plan)], { execArgv: [] })
}

function next(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`a process ended with ${code}`)))
  })
}

/** Lets every process loose at once; what each of their calls came to. */
async function callsOfTen(children: readonly ChildProcess[]): Promise<unknown[]> {
  const answers = children.map(next)
  for (const child of children) child.send('go')
  return (await Promise.all(answers)).flat()
}

async function startTen(connectionId: string): Promise<ChildProcess[]> {
  const children = Array.from({ length: PROCESSES }, () => start(connectionId))
  await Promise.all(children.map(next))
  return children
}

/** The children go by the machine's clock, the provider hands out tokens of six hours: this one is over for them. */
async function expire(connectionId: string): Promise<void> {
  await lab().db.truth.query(
    `UPDATE credentials SET obtained_at = now() - interval '7 hours', expires_at = now() - interval '1 hour', refresh_owner = NULL, refresh_until = NULL
      WHERE connection_id = $1`,
    [connectionId],
  )
  lab().provider.expireAccessTokens()
}

test('C19 ML-06 ten processes whose token ran out send one refresh of a single-use token, and no call and no token is lost', async () => {
  const id = await lab().connect('9001')
  const children = await startTen(id)
  await expire(id)
  lab().provider.tokenDelayMs = 300
  const before = lab().provider.tokenCalls.length
  const outcomes = await callsOfTen(children)
  lab().provider.tokenDelayMs = 0
  expect(outcomes).toEqual(Array.from({ length: PROCESSES * CALLS }, () => 200))
  expect(lab().provider.tokenCalls.length - before).toBe(1)

  // The pair that was stored is the one that works: the next round refreshes with it.
  const again = await startTen(id)
  await expire(id)
  expect(await callsOfTen(again)).toEqual(Array.from({ length: PROCESSES * CALLS }, () => 200))
  expect(lab().provider.tokenCalls.length - before).toBe(2)
  const { rows } = await lab().db.truth.query('SELECT version, refresh_owner FROM credentials WHERE connection_id = $1', [id])
  expect(rows).toEqual([{ version: 3, refresh_owner: null }])
}, 120_000)

test('C19 ten processes that learn of a revoked grant ask once, and the connection waits for a person', async () => {
  const id = await lab().connect('9002')
  const children = await startTen(id)
  await expire(id)
  lab().provider.revoke('9002')
  const before = lab().provider.tokenCalls.length
  const outcomes = await callsOfTen(children)
  expect(new Set(outcomes)).toEqual(new Set(['reauthorise']))
  expect(lab().provider.tokenCalls.length - before).toBe(1)
  lab().main.connections.forget(lab().workspace.tenantId, id)
  expect(await lab().main.connections.usable(lab().workspace.tenantId, id)).toMatchObject({ ok: false, gone: false })

  const heard: string[] = []
  lab().main.connections.onReconnected((_tenantId, connectionId) => void heard.push(connectionId))
  expect(await lab().connect('9002')).toBe(id)
  expect(heard).toEqual([id])
  expect(await lab().main.connections.usable(lab().workspace.tenantId, id)).toEqual({ ok: true })
}, 120_000)
