import { rm } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { faultLine } from '../registry/fault-list.ts'
import { loadPlugin } from '../registry/load-plugin.ts'
import { createRegistry } from '../registry/registry.service.ts'
import { copyPlugin, setAt } from '../registry/testing/plugin-folder.ts'
import { useCapabilities } from '../testing/capabilities.ts'

const CONTACT = { nome: 'Maria', tipo: 'F', numeroDocumento: '12345678909' }
const DOCUMENT = { numeroDocumento: '12345678909' }
const CONTACTS = 'https://api.bling.com.br/Api/v3/contatos'
const folders: string[] = []

/** `find-contact` runs the case that the document names; `create-contact` posts and then fails. */
const FIND = `
const post = (ctx) => ctx.http({ method: 'POST', url: '${CONTACTS}', body: { json: {} } })
const get = (ctx, url = '${CONTACTS}') => ctx.http({ method: 'GET', url })
const cases = {
  ENDLESS: () => { for (;;) {} },
  NEVER: () => new Promise(() => {}),
  OTHERHOST: (ctx) => get(ctx, 'https://evil.example/Api/v3/x'),
  PRIVATE: (ctx) => get(ctx, 'http://169.254.169.254/latest'),
  CAUGHT: async (ctx) => { try { await get(ctx) } catch (error) { return { contato: { id: '404', nome: error.code } } } },
  MANYCALLS: async (ctx) => { for (let i = 0; i < 200; i++) await get(ctx) },
  ATONCE: (ctx) => Promise.all(Array.from({ length: 20 }, () => get(ctx))),
  WRONGSHAPE: () => ({ contato: { id: 7 } }),
  SECRETS: (ctx) => ({ contato: { id: '1', nome: JSON.stringify(ctx) + Object.keys(globalThis).join() } }),
  THROWSTEXT: () => { throw 'nothing special' },
}
export default async (input, ctx) => cases[input.numeroDocumento](ctx)
`
const CREATE = `
export default async (input, ctx) => {
  await ctx.http({ method: 'POST', url: '${CONTACTS}', body: { json: { nome: input.nome } } })
  if (input.nome === 'ENDLESS') for (;;) {}
  throw new Error('after the call')
}
`

const bling = useCapabilities('bling', 'https://api.bling.com.br', { load: loadSpoiled })

async function loadSpoiled() {
  const copy = await copyPlugin('bling')
  folders.push(path.dirname(copy.folder))
  await copy.write('actions/find-contact.ts', FIND)
  await copy.write('actions/create-contact.ts', CREATE)
  await copy.editJson('manifest.json', (manifest) => setAt(manifest, '/actions/1/timeoutMs', 2000))
  const { plugin, faults } = await loadPlugin(copy.folder)
  if (plugin === null) throw new Error(faults.map(faultLine).join('\n'))
  return createRegistry([plugin])
}
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})

function find(which: string) {
  return bling().run('find-contact', { numeroDocumento: which })
}

test('an action or connection that is not there fails the step before anything is sent', async () => {
  const { run, provider } = bling()
  expect(await run('constructor', {})).toMatchObject({ ok: false, failure: { code: 'action_missing', effect: 'no' } })
  expect(await run('find-contact', DOCUMENT, { connectionId: 'con_other' })).toMatchObject({
    ok: false,
    failure: { code: 'connection_missing', effect: 'no' },
  })
  expect(provider.requests).toEqual([])
})

test('input that does not fit names every field', async () => {
  const failure = await bling().run('create-contact', { tipo: 'X', surprise: 1 })
  expect(failure).toMatchObject({ ok: false, failure: { code: 'invalid_input', class: 'permanent', effect: 'no' } })
  const text = JSON.stringify(failure)
  for (const field of ['/nome', '/numeroDocumento', '/tipo', '/surprise']) expect(text).toContain(field)
})

test('C14 a handler reaches no host but the declared ones', async () => {
  for (const which of ['OTHERHOST', 'PRIVATE']) {
    expect(await find(which)).toMatchObject({ ok: false, failure: { code: 'egress_refused', class: 'permanent', effect: 'no' } })
  }
})

test('C17 a handler finds no credential in what it is given', async () => {
  const result = await find('SECRETS')
  expect(result).toMatchObject({ ok: true })
  expect(JSON.stringify(result)).not.toContain('token-of-the-test-account')
})

test('C04 a handler that never ends is stopped, and so is one that waits for nothing', async () => {
  expect(await find('ENDLESS')).toMatchObject({ ok: false, failure: { code: 'timeout', effect: 'no' } })
  expect(await find('NEVER')).toMatchObject({ ok: false, failure: { effect: 'no' } })
})

test('a handler may catch the failure of a call and go on', async () => {
  const { provider } = bling()
  provider.answers.push({ status: 404, json: { error: { description: 'x' } } })
  expect(await find('CAUGHT')).toMatchObject({ ok: true, output: { contato: { id: '404', nome: 'not_found' } } })
})

test('a step makes at most 100 calls; of many at once, the rest waits', async () => {
  const { provider } = bling()
  const answer = { json: { data: [] } }
  provider.answers.push(...Array.from({ length: 250 }, () => answer))
  const many = await find('MANYCALLS')
  expect(many).toMatchObject({ ok: false, failure: { code: 'egress_refused', class: 'permanent' } })
  expect(many.calls).toHaveLength(100)
  expect((await find('ATONCE')).calls).toHaveLength(20)
})

test('a result that is not what the manifest promises fails the step with its place', async () => {
  const result = await find('WRONGSHAPE')
  expect(result).toMatchObject({ ok: false, failure: { code: 'invalid_output', class: 'permanent', effect: 'no' } })
  expect(JSON.stringify(result)).toContain('/contato/id')
})

test('anything that a handler throws without saying what it means is tried again by policy', async () => {
  expect(await find('THROWSTEXT')).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'no' } })
})

test('a failure after a call that wrote something leaves the effect unknown', async () => {
  const { run, provider } = bling()
  provider.answers.push({ status: 201, json: { data: { id: 1 } } }, { status: 201, json: { data: { id: 1 } } })
  expect(await run('create-contact', CONTACT)).toMatchObject({
    ok: false,
    failure: { class: 'retry', effect: 'maybe', message: expect.stringContaining('after the call') },
  })
  expect(await run('create-contact', { ...CONTACT, nome: 'ENDLESS' })).toMatchObject({ ok: false, failure: { effect: 'maybe' } })
})

test('G9 a process that lost its lease sends nothing', async () => {
  const { run, provider } = bling()
  expect(await run('create-contact', CONTACT, { maySend: async () => false })).toMatchObject({
    ok: false,
    failure: { code: 'lease_lost', effect: 'no' },
  })
  expect(provider.requests).toEqual([])
})

test('every call is recorded for the run inspector, at its declared address and without the credential', async () => {
  const { run, provider } = bling()
  provider.answers.push({ json: { data: { id: 'a', nome: 'Empresa', email: 'token-of-the-test-account' } } })
  const result = await run('get-company', {})
  expect(result.calls).toMatchObject([{ method: 'GET', url: 'https://api.bling.com.br/Api/v3/empresas/me/dados-basicos', status: 200 }])
  expect(JSON.stringify(result)).not.toContain('token-of-the-test-account')
})
