import { expect, test, vi } from 'vitest'
import { useLab } from './testing/lab.ts'

const lab = useLab()
const HOUR = 3_600_000
/** How long another process may go on with what it knows. */
const KNOWN_MS = 2_000
const KEY = { plugin: 'shop', authId: 'key', name: 'Key', fields: { apiKey: 'key-canary-right' } }

/** How many transactions `work` began. */
async function transactionsOf(work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(lab().db, 'forTenant')
  try {
    await work()
    return spy.mock.calls.length
  } finally {
    spy.mockRestore()
  }
}

async function connectByKey(): Promise<string> {
  const made = await lab().call('POST', '/api/connections', KEY)
  if (made.status !== 201) throw new Error(made.text)
  return JSON.parse(made.text).id
}

test('calls that follow each other look the connection up once, and again after two seconds', async () => {
  const id = await lab().connect('7001')
  const call = async () => {
    const found = await lab().main.connections.findForAction(lab().workspace.tenantId, id)
    expect(found).toEqual({ plugin: 'shop', authId: 'oauth', accountId: '7001', settings: {}, appId: 'client-1' })
    expect(await lab().callApi(id)).toMatchObject({ ok: true, json: { id: 7001 } })
  }
  expect(await transactionsOf(() => Promise.all(Array.from({ length: 20 }, call)))).toBe(1)
  expect(await transactionsOf(call)).toBe(0)
  lab().clock.advance(KNOWN_MS)
  expect(await transactionsOf(call)).toBe(1)
})

test('a deleted connection is gone at once in the process that deleted it, and within two seconds in every other', async () => {
  const id = await lab().connect('7002')
  const elsewhere = lab().newProcess()
  for (const process of [lab().main, elsewhere]) expect(await lab().callApi(id, process)).toMatchObject({ ok: true, status: 200 })
  expect((await lab().call('DELETE', `/api/connections/${id}`)).status).toBe(204)
  expect(await lab().callApi(id)).toMatchObject({ ok: false, code: 'reauthorise', sent: 'no' })
  expect(await lab().main.connections.findForAction(lab().workspace.tenantId, id)).toBeNull()
  lab().clock.advance(KNOWN_MS)
  expect(await lab().callApi(id, elsewhere)).toMatchObject({ ok: false, code: 'reauthorise', sent: 'no' })
})

test('C17 a new key is used at once, and both keys are masked from then on', async () => {
  const id = await connectByKey()
  expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 200 })
  await lab().call('PATCH', `/api/connections/${id}`, { fields: { apiKey: 'key-canary-other' } })
  expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 401 })
  const credential = await lab().main.connections.credentials.credentialFor(lab().workspace.tenantId, id, 'shop')
  expect(credential?.secrets).toEqual(expect.arrayContaining(['key-canary-other', 'key-canary-right']))
  await lab().call('DELETE', `/api/connections/${id}`)
})

test('a connection that waits for a person is not remembered: it is told everywhere, and works everywhere as soon as it is renewed', async () => {
  const id = await lab().connect('7003')
  const elsewhere = lab().newProcess()
  lab().clock.advance(7 * HOUR)
  lab().provider.revoke('7003')
  expect(await lab().callApi(id)).toMatchObject({ ok: false, code: 'reauthorise' })
  for (const process of [lab().main, elsewhere]) expect(await lab().callApi(id, process)).toMatchObject({ code: 'reauthorise', sent: 'no' })
  lab().provider.account = '7003'
  const { callback } = await lab().consent({ connectionId: id })
  expect((await lab().call('GET', callback.pathname + callback.search)).status).toBe(200)
  for (const process of [elsewhere, lab().main]) expect(await lab().callApi(id, process)).toMatchObject({ ok: true, json: { id: 7003 } })
})

test('C19 a process that still knows a token which another one renewed takes the new one, without a request of its own', async () => {
  const id = await lab().connect('7004')
  const elsewhere = lab().newProcess()
  lab().clock.advance(HOUR)
  for (const process of [lab().main, elsewhere]) expect(await lab().callApi(id, process)).toMatchObject({ ok: true, status: 200 })
  lab().provider.expireAccessTokens()
  const before = lab().provider.tokenCalls.length
  for (const process of [lab().main, elsewhere]) expect(await lab().callApi(id, process)).toMatchObject({ ok: true, status: 200 })
  expect(lab().provider.tokenCalls.length - before).toBe(1)
})

test('what was read before a change and arrives after it is not remembered', async () => {
  const id = await connectByKey()
  const { tenantId, members } = lab().workspace
  const { connections } = lab().newProcess()
  const { forTenant } = lab().db
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const spy = vi.spyOn(lab().db, 'forTenant').mockImplementationOnce(async (tenant, work) => {
    const read = await forTenant(tenant, work)
    await held
    return read
  })
  const early = connections.findForAction(tenantId, id)
  spy.mockRestore()
  await connections.remove({ tenantId, userId: members.admin.userId, role: 'admin', via: 'cookie', sessionId: '' }, id)
  goOn()
  expect(await early).toMatchObject({ plugin: 'shop' })
  expect(await connections.findForAction(tenantId, id)).toBeNull()
})
