import { afterEach, expect, test } from 'vitest'
import { useLab } from '../connections/testing/lab.ts'

const lab = useLab()
const NEW = { connector: 'shop', auth: 'key', name: 'Loja', credentials: { apiKey: 'key-canary-right', shop: 'Loja & Cia' } }

afterEach(() => lab().db.truth.query('DELETE FROM connections'))

test('MH-20 connected accounts are listed with their state and their last sync', async () => {
  const id = await lab().connect('6001')
  const { tenantId } = lab().workspace
  const listed = async () => Object((await lab().call('GET', '/v1/integrations')).body).items
  expect(await listed()).toMatchObject([{ id, connector: 'shop', auth: 'oauth', state: 'connected', reason: null, lastSyncAt: null }])
  const add = (job: string, status: string, finishedAt: string) =>
    lab().db.truth.query(
      `INSERT INTO sync_jobs (tenant_id, id, connection_id, plugin, scope, kind, status, created_at, finished_at, run_at)
       VALUES ($1, $2, $3, 'shop', 'orders', 'incremental', $4, $5, $5, $5)`,
      [tenantId, job, id, status, finishedAt],
    )
  await add('job_1', 'succeeded', '2026-11-20T10:00:00Z')
  await add('job_2', 'succeeded', '2026-11-21T10:00:00Z')
  await add('job_3', 'failed', '2026-11-22T10:00:00Z')
  expect(await listed()).toMatchObject([{ id, lastSyncAt: '2026-11-21T10:00:00.000Z' }])
  expect(Object((await lab().call('GET', '/v1/integrations', undefined, lab().other.members.admin)).body).items).toEqual([])
})

test('MH-21 MH-22 an account is connected by its credentials and tested; its configuration comes back with secrets masked', async () => {
  const made = await lab().call('POST', '/v1/integrations', NEW)
  expect(made.status).toBe(201)
  const { integration, credentials } = Object(made.body)
  expect(integration).toMatchObject({ connector: 'shop', name: 'Loja', state: 'connected', account: 'Key shop' })
  expect(credentials).toEqual({ apiKey: '••••••••', shop: 'Loja & Cia' })
  const shown = await lab().call('GET', `/v1/integrations/${integration.id}`)
  expect(shown.body).toEqual(made.body)
  expect(made.text + shown.text).not.toContain('canary')
  expect((await lab().call('GET', `/v1/integrations/${integration.id}`, undefined, lab().other.members.admin)).status).toBe(404)
})

test('MH-23 a new name tests nothing, new credentials are tested at once, and what is not sent stays', async () => {
  const made = await lab().call('POST', '/v1/integrations', NEW)
  const { id, lastTestedAt } = Object(made.body).integration
  const change = (body: unknown) => lab().call('PUT', `/v1/integrations/${id}`, body)
  lab().clock.advance(60_000)
  const renamed = await change({ name: 'Loja do centro' })
  expect(Object(renamed.body).integration).toMatchObject({ name: 'Loja do centro', state: 'connected', lastTestedAt })
  const wrong = await change({ credentials: { apiKey: 'key-canary-wrong' } })
  expect(Object(wrong.body).integration.state).not.toBe('connected')
  expect(Object(wrong.body).credentials).toMatchObject({ shop: 'Loja & Cia' })
  const right = await change({ credentials: { apiKey: NEW.credentials.apiKey } })
  expect(Object(right.body).integration).toMatchObject({
    state: 'connected',
    reason: null,
    lastTestedAt: expect.not.stringMatching(lastTestedAt),
  })
  expect((await change({ tenantId: lab().other.tenantId })).status).toBe(422)
  expect((await lab().call('PUT', `/v1/integrations/${id}`, { name: 'x' }, lab().workspace.members.editor)).status).toBe(403)
})

interface Told {
  id: string
  event: string
  timestamp: string
  tenant_id: string
  data: { connection_id: string; cause: { code: string } | null }
}

async function told(query = ''): Promise<Told[]> {
  return Object((await lab().call('GET', `/v1/events${query}`)).body).items
}

test('MH-49 MH-50 MH-52 who connects, loses and removes an account is told each once, in the envelope of events, and nobody else is', async () => {
  await lab().db.truth.query('DELETE FROM integration_events')
  const id = await lab().connect('7001')
  await lab().call('POST', `/api/connections/${id}/test`)
  const [connected, ...others] = await told()
  expect(others).toEqual([])
  expect(connected).toEqual({
    id: expect.stringMatching(/^evt_/),
    event: 'integration.connected',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    tenant_id: lab().workspace.tenantId,
    data: { connection_id: id, connector: 'shop', name: expect.any(String), account: expect.any(String), cause: null },
  })
  lab().provider.revoke('7001')
  lab().clock.advance(6 * 3_600_000)
  for (let call = 0; call < 2; call++) expect((await lab().callApi(id)).ok).toBe(false)
  await lab().connect('7001')
  await lab().call('DELETE', `/v1/integrations/${id}`)
  expect((await told()).map(({ event, data }) => [event, data.cause?.code ?? null])).toEqual([
    ['integration.disconnected', 'removed'],
    ['integration.connected', null],
    ['integration.disconnected', 'grant_revoked'],
    ['integration.connected', null],
  ])
  expect(await told('?event=integration.connected&limit=1')).toHaveLength(1)
  expect((await told(`?cursor=${connected?.id}`)).length).toBe(0)
  expect(Object((await lab().call('GET', '/v1/events', undefined, lab().other.members.admin)).body).items).toEqual([])
  expect(JSON.stringify(await told())).not.toContain('canary')
})

test('MH-24 an account that flows need is removed only when asked twice: the flows are paused, its syncs end, its tokens are given back', async () => {
  const id = await lab().connect('7002')
  lab().using.push({ id: 'flw_1', name: 'Pedidos', state: 'published', isPublished: true })
  lab().using.push({ id: 'flw_2', name: 'Rascunho', state: 'draft', isPublished: false })
  const warned = await lab().call('DELETE', `/v1/integrations/${id}`)
  expect(warned).toMatchObject({ status: 409, body: { code: 'integration_in_use', errors: [{ field: 'flw_1', reason: 'Pedidos' }] } })
  expect((await lab().callApi(id)).ok).toBe(true)
  await lab().db.truth.query(
    `INSERT INTO sync_jobs (tenant_id, id, connection_id, plugin, scope, kind, status, created_at, run_at)
     VALUES ($1, 'job_going', $2, 'shop', 'orders', 'incremental', 'running', now(), now())`,
    [lab().workspace.tenantId, id],
  )
  expect((await lab().call('DELETE', `/v1/integrations/${id}?force=true`, undefined, lab().workspace.members.editor)).status).toBe(403)
  expect((await lab().call('DELETE', `/v1/integrations/${id}?force=true`)).status).toBe(204)
  expect(lab().paused).toEqual(['flw_1'])
  expect(lab().provider.revoked).toContain('7002')
  // Whoever works on it finds its job gone before it may store anything.
  expect((await lab().db.truth.query(`SELECT id FROM sync_jobs WHERE id = 'job_going'`)).rows).toEqual([])
  expect((await told(`?integrationId=${id}`))[0]?.event).toBe('integration.disconnected')
  expect((await lab().call('GET', `/v1/integrations/${id}`)).status).toBe(404)
  lab().using.length = 0
})
