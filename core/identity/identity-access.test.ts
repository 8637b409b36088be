import { beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { foreignIdsThatShow, inputsThatBreak, type Matrix, rolesNotRespected } from '../testing/route-matrix.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from '../testing/test-identity.ts'
import { startTestServer } from '../testing/test-server.ts'
import { identityRoutes } from './identity.routes.ts'

const database = useTestDatabase()
let matrix: Matrix
let north: TestWorkspace
let south: TestWorkspace

beforeAll(async () => {
  const identity = createTestIdentity(database())
  const routes = identityRoutes(identity)
  const defaultRateLimit = { quota: 1_000_000, windowSeconds: 1 }
  const server = await startTestServer({
    routes: routes.map((route) => ({ ...route, rateLimit: defaultRateLimit })),
    callerOf: identity.callerOf,
  })
  north = await createTestWorkspace(database(), identity, 'north')
  south = await createTestWorkspace(database(), identity, 'south')
  matrix = { origin: server.origin, routes, headersOf: (role) => north.members[role].headers, skip: ['logout', 'logoutAll'] }
})

test('C22 every role gets exactly the identity endpoints that its rights reach', async () => {
  expect(await rolesNotRespected(matrix)).toEqual([])
})

test('C21 a member of another workspace is as unknown as one who does not exist', async () => {
  expect(await foreignIdsThatShow(matrix, { userId: south.members.editor.userId })).toEqual([])
})

test('OLE-39 no input of any shape makes an identity endpoint fail', async () => {
  expect(await inputsThatBreak({ ...matrix, skip: [...(matrix.skip ?? []), 'signOut'] }, { runsPerRoute: 60, seed: 20261123 })).toEqual([])
}, 60_000)

test('OLE-52 a thousand requests leave no connection behind', async () => {
  const ask = (i: number) =>
    fetch(`${matrix.origin}/api/me`, { headers: i % 3 === 0 ? { cookie: 'tomada_session=wrong' } : north.members.viewer.headers })
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 50 }, async (_, i) => (await ask(i)).arrayBuffer()))
  }
  const pool = database().app.client.pool
  expect([pool.numUsed(), pool.numPendingAcquires()]).toEqual([0, 0])
  expect(await connections()).toBeLessThanOrEqual(10)
}, 40_000)

/** Connections that the pool of the app role holds, as the server counts them; its size is 10. */
async function connections(): Promise<number> {
  const { rows } = await database().truth.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tomada tomada_app'`,
  )
  return rows[0].n
}
