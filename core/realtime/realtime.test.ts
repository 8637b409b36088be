import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from '../testing/test-identity.ts'
import { type Changes, openChanges } from './changes.ts'
import { attachSockets } from './sockets.ts'

const database = useTestDatabase()
const OWN_ORIGIN = 'https://tomada.test'
const logger = createLogger({ level: 'silent' })
const open: Socket[] = []
let origin: string
let here: Changes
/** The changes of another process on the same database. */
let elsewhere: Changes
let north: TestWorkspace
let south: TestWorkspace
let close: () => Promise<void>

beforeAll(async () => {
  const { url } = database()
  here = await openChanges({ url, clock: systemClock, logger })
  elsewhere = await openChanges({ url, clock: systemClock, logger })
  const identity = createTestIdentity(database())
  north = await createTestWorkspace(database(), identity, 'north')
  south = await createTestWorkspace(database(), identity, 'south')
  const server = createServer()
  const sockets = attachSockets({
    server,
    changes: here,
    logger,
    allowedOrigins: [OWN_ORIGIN],
    callerOf: identity.callerOf,
    recheckMs: 200,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
  close = () => sockets.close()
})

afterAll(async () => {
  for (const socket of open) socket.close()
  await close?.()
  await Promise.all([here?.close(), elsewhere?.close()])
})

/** A socket as a browser opens it, and what it was told. Rejects with the server's reason when it is refused. */
async function connect(headers: Record<string, string>): Promise<{ socket: Socket; told: unknown[] }> {
  const socket = io(origin, { transports: ['websocket'], extraHeaders: headers, reconnection: false, forceNew: true })
  open.push(socket)
  const told: unknown[] = []
  socket.on('changed', (change) => told.push(change))
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', reject)
  })
  return { socket, told }
}

test('C25 a socket without a session, or opened by a foreign page, is refused', async () => {
  await expect(connect({ origin: OWN_ORIGIN })).rejects.toThrow('unauthenticated')
  await expect(connect({ origin: OWN_ORIGIN, cookie: 'tomada_session=forged' })).rejects.toThrow('unauthenticated')
  await expect(connect({ origin: 'https://evil.test', cookie: north.members.viewer.cookie })).rejects.toThrow('bad_origin')
})

test('C25 a browser is told of its own workspace only, also of what another process changed, and cannot ask for another room', async () => {
  const ours = await connect({ origin: OWN_ORIGIN, cookie: north.members.viewer.cookie })
  const theirs = await connect({ origin: OWN_ORIGIN, cookie: south.members.viewer.cookie })
  theirs.socket.emit('join', north.tenantId)
  elsewhere.tell(north.tenantId, 'runs', ['run_1', 'run_2'])
  await expect.poll(() => ours.told, { timeout: 5_000 }).toEqual([{ topic: 'runs', ids: ['run_1', 'run_2'] }])
  await sleep(300)
  expect(theirs.told).toEqual([])
})

test('many changes at once are told as one, and beyond a hundred ids only as many', async () => {
  const { told } = await connect({ origin: OWN_ORIGIN, cookie: north.members.editor.cookie })
  for (let i = 0; i < 500; i++) here.tell(north.tenantId, 'runs', [`run_${i}`])
  await expect.poll(() => told, { timeout: 5_000 }).toEqual([{ topic: 'runs', ids: 'many' }])
})

test('C24 the socket of a session that ended is closed', async () => {
  const { socket } = await connect({ origin: OWN_ORIGIN, cookie: north.members.operator.cookie })
  await database().app('sessions').where({ user_id: north.members.operator.userId }).delete()
  await expect.poll(() => socket.connected, { timeout: 5_000 }).toBe(false)
})
