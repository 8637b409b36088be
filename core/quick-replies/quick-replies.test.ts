import { beforeAll, expect, test } from 'vitest'
import type { Role } from '../identity/roles.ts'
import { systemClock } from '../platform/clock.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from '../testing/test-identity.ts'
import { startTestServer } from '../testing/test-server.ts'
import { quickRepliesRoutes } from './quick-replies.routes.ts'
import { createQuickReplies } from './quick-replies.service.ts'

const database = useTestDatabase()
let origin: string
let north: TestWorkspace
let south: TestWorkspace

beforeAll(async () => {
  const identity = createTestIdentity(database())
  north = await createTestWorkspace(database(), identity, 'north')
  south = await createTestWorkspace(database(), identity, 'south')
  const replies = createQuickReplies({ db: database(), clock: systemClock })
  origin = (await startTestServer({ routes: quickRepliesRoutes(replies), callerOf: identity.callerOf })).origin
}, 60_000)

async function ask(who: { headers: Record<string, string> }, method: string, address = '', body?: object) {
  const headers = { ...who.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const answer = await fetch(`${origin}/api/quick-replies${address}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
}
const member = (role: Role) => north.members[role]
const titles = async (role: Role) => (await ask(member(role), 'GET')).body.items.map(({ title }: { title: string }) => title)

test('ML-70 quick replies are kept for the whole workspace or for one person, and nobody else sees those', async () => {
  const shared = await ask(member('editor'), 'POST', '', { title: 'Prazo', body: 'Enviamos no mesmo dia.', isPersonal: false })
  expect(shared).toMatchObject({ status: 201, body: { isPersonal: false } })
  expect((await ask(member('operator'), 'POST', '', { title: ' Meu oi ', body: 'Oi!', isPersonal: true })).status).toBe(201)
  expect(await titles('operator')).toEqual(['Meu oi', 'Prazo'])
  expect(await titles('editor')).toEqual(['Prazo'])
  expect((await ask(south.members.owner, 'GET')).body.items).toEqual([])
})

test('only an editor keeps the replies of the workspace; everybody keeps their own', async () => {
  const refused = await ask(member('operator'), 'POST', '', { title: 'Nova', body: 'x', isPersonal: false })
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect((await ask(member('viewer'), 'GET')).status).toBe(403)
  const [own, shared] = (await ask(member('operator'), 'GET')).body.items
  expect((await ask(member('operator'), 'PATCH', `/${shared.id}`, { body: 'y' })).status).toBe(403)
  expect((await ask(member('editor'), 'PATCH', `/${own.id}`, { body: 'y' })).status).toBe(404)
  expect((await ask(member('operator'), 'PATCH', `/${own.id}`, { body: 'Olá!' })).body).toMatchObject({ title: 'Meu oi', body: 'Olá!' })
  expect((await ask(member('editor'), 'DELETE', `/${shared.id}`)).status).toBe(204)
  expect((await ask(south.members.owner, 'DELETE', `/${own.id}`)).status).toBe(404)
  expect((await ask(member('operator'), 'DELETE', `/${own.id}`)).status).toBe(204)
  expect(await titles('operator')).toEqual([])
})

test('a reply without words is refused by its field', async () => {
  const { status, body } = await ask(member('operator'), 'POST', '', { title: ' ', body: '', isPersonal: true })
  expect(status).toBe(422)
  expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(expect.arrayContaining(['/title', '/body']))
})
