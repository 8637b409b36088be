import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openSecretBox } from '../platform/secrets.ts'
import { useLab } from './testing/lab.ts'

const lab = useLab()

/** Every value of every column of every table, ours and the queue's, as text. */
async function wholeDatabase(): Promise<string> {
  const { rows } = await lab().db.truth.query(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
  )
  const texts: string[] = []
  for (const { name } of rows) {
    const all = await lab().db.truth.query(`SELECT t::text AS row FROM ${name} t`)
    texts.push(...all.rows.map(({ row }) => row))
  }
  return texts.join('\n')
}

test('ML-05 OLE-35 no token, key or secret stands in clear in the database, the logs, an answer or a call record', async () => {
  const id = await lab().connect('4001')
  lab().clock.advance(7 * 3_600_000)
  const seen: string[] = []
  const note = (value: unknown) => void seen.push(JSON.stringify(value))
  note(await lab().callApi(id))
  await lab().call('PUT', '/api/oauth-apps/shop', { clientId: 'client-1', clientSecret: lab().provider.clientSecret })
  const key = await lab().call('POST', '/api/connections', {
    plugin: 'shop',
    authId: 'key',
    name: 'Key',
    fields: { apiKey: 'key-canary-right' },
  })
  expect(key.status).toBe(201)
  note(key.text)
  note(
    (await lab().call('POST', '/api/connections', { plugin: 'shop', authId: 'key', name: 'Bad', fields: { apiKey: 'key-canary-wrong' } }))
      .text,
  )
  for (const path of ['/api/connections', '/api/oauth-apps/shop']) note((await lab().call('GET', path)).text)
  note((await lab().call('POST', `/api/connections/${id}/test`)).text)
  lab().provider.revoke('4001')
  lab().clock.advance(7 * 3_600_000)
  note(await lab().callApi(id))
  note((await lab().consent()).authorizeUrl)

  const database = await wholeDatabase()
  expect(database).toContain('Shop 4001')
  for (const text of [database, lab().log.join('\n'), JSON.stringify(lab().server.logged), ...seen]) {
    expect(text).not.toMatch(/canary/i)
    expect(text).not.toContain(Buffer.from('canary').toString('hex'))
  }
  const { rows } = await lab().db.truth.query('SELECT credential_cipher, key_id FROM credentials')
  expect(rows.length).toBeGreaterThan(1)
  for (const row of rows) expect([row.credential_cipher.startsWith('v1.k1.'), row.key_id]).toEqual([true, 'k1'])
  await lab().db.truth.query('DELETE FROM oauth_apps')
})

test('C18 a credential that was copied from another connection cannot be used, and the connection says so', async () => {
  const [a, b] = [await lab().connect('4002'), await lab().connect('4003')]
  await lab().db.truth.query(
    'UPDATE credentials SET credential_cipher = (SELECT credential_cipher FROM credentials WHERE connection_id = $1) WHERE connection_id = $2',
    [a, b],
  )
  expect(await lab().callApi(b)).toMatchObject({ ok: false, code: 'reauthorise', sent: 'no' })
  expect(await lab().callApi(a)).toMatchObject({ ok: true, json: { id: 4002 } })
  const { text } = await lab().call('GET', '/api/connections')
  const item = JSON.parse(text).items.find((one: { id: string }) => one.id === b)
  expect(item).toMatchObject({ status: 'reconnect_needed', statusReason: expect.stringContaining('cannot be decrypted') })
  expect(lab().log.some((line) => line.includes('stored credential cannot be read'))).toBe(true)
  lab().provider.account = '4003'
  const { callback } = await lab().consent({ connectionId: b })
  expect((await lab().call('GET', callback.pathname + callback.search)).status).toBe(200)
  expect(await lab().callApi(b)).toMatchObject({ ok: true, json: { id: 4003 } })
})

test('C18 OLE-35 keys rotate while fifty calls run, and afterwards the old key is not needed', async () => {
  const ids = [await lab().connect('4004'), await lab().connect('4005'), await lab().connect('4006')]
  await lab().call('PUT', '/api/oauth-apps/shop', { clientId: 'client-1', clientSecret: lab().provider.clientSecret })
  const next = { id: 'k2', key: randomBytes(32) }
  const rotating = lab().newProcess({ secrets: openSecretBox([next, ...lab().keys]) })
  lab().clock.advance(7 * 3_600_000)
  lab().provider.expireAccessTokens()
  const calls = Array.from({ length: 50 }, (_, i) => lab().callApi(ids[i % 3] ?? '', rotating))
  const [moved, ...results] = await Promise.all([rotating.connections.rotateKeys(), ...calls])
  for (const result of results) expect(result).toMatchObject({ ok: true, status: 200 })
  expect(moved).toBeGreaterThan(0)
  await rotating.connections.rotateKeys()
  expect(await rotating.connections.rotateKeys()).toBe(0)

  const without = lab().newProcess({ secrets: openSecretBox([next]) })
  for (const [i, id] of ids.entries()) expect(await lab().callApi(id, without)).toMatchObject({ ok: true, json: { id: 4004 + i } })
  const own = (await without.connections.applications('shop')).filter(({ tenantId }) => tenantId !== null)
  expect(own).toMatchObject([{ secrets: [lab().provider.clientSecret] }])
  await lab().db.truth.query('DELETE FROM oauth_apps; DELETE FROM connections')
})

test('C18 a damaged credential is noticed also when it is time to renew it', async () => {
  const id = await lab().connect('4010')
  await lab().db.truth.query(
    `UPDATE credentials SET credential_cipher = overlay(credential_cipher placing 'AAAA' from 20) WHERE connection_id = $1`,
    [id],
  )
  lab().clock.advance(7 * 3_600_000)
  const before = lab().provider.tokenCalls.length
  expect(await lab().callApi(id)).toMatchObject({ ok: false, code: 'reauthorise', sent: 'no' })
  expect(lab().provider.tokenCalls.length).toBe(before)
})

test('C17 a credential is not lent to another connector', async () => {
  const id = await lab().connect('4007')
  const result = await lab().callApi(id, lab().main, 'other')
  expect(result).toMatchObject({ ok: false, code: 'egress_refused', sent: 'no' })
})

test('C23 a credential is found in its own workspace only', async () => {
  const id = await lab().connect('4008')
  const found = await lab().main.connections.credentials.credentialFor(lab().other.tenantId, id, 'shop')
  expect(found).toBeNull()
  await expect(lab().main.connections.credentials.credentialFor('', id, 'shop')).rejects.toThrow()
})

test('C20 the role that sees every workspace cannot read what a credential holds', async () => {
  await expect(lab().db.engine.raw('SELECT credential_cipher FROM credentials')).rejects.toThrow(/permission denied/)
  await expect(lab().db.engine.raw('SELECT * FROM hook_routes')).rejects.toThrow(/permission denied/)
  await expect(lab().db.app.raw(`SELECT find_hook_routes('shop', '1')`)).rejects.toThrow(/permission denied/)
})
