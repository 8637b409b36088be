import { afterAll, expect, test } from 'vitest'
import { useCapabilities } from '../../core/testing/capabilities.ts'
import { type ConnectedApp, startConnectedApp } from './emulator/testing/connected-app.ts'

let app: ConnectedApp
const bling = useCapabilities('bling', 'https://api.bling.com.br', {
  async account() {
    app = await startConnectedApp()
    return { url: app.url, token: (await app.connect()).accessToken }
  },
})
afterAll(() => app.stop())

const CONTACT = { nome: 'Maria Exemplo', tipo: 'F', numeroDocumento: '52998224725' }

/** The emulator allows three calls a second; its clock moves only when told. */
async function nextSecond(): Promise<void> {
  await app.admin('POST', '/clock', { advanceMs: 1000 })
}

test('MH-65 the connected company is known from its token alone', async () => {
  expect(await bling().run('get-company', {})).toMatchObject({ ok: true, output: { id: app.companies[0]?.id } })
})

test('MH-69 contact and order are created in the provider and found again by their natural keys', async () => {
  const { run, lookup } = bling()
  await nextSecond()
  expect(await lookup('create-contact', CONTACT)).toMatchObject({ ok: true, output: null })
  const contact = await run('create-contact', CONTACT)
  if (!contact.ok) throw new Error(contact.failure.message)
  expect(await lookup('create-contact', CONTACT)).toMatchObject({ ok: true, output: contact.output })

  await nextSecond()
  const itens = [{ codigo: 'SKU-1', descricao: 'Copo', quantidade: '3', valor: '19.90' }]
  const order = { numeroLoja: '2000003508419013', data: '2026-11-21', contato: contact.output, itens, total: '59.70' }
  expect(await lookup('create-order', order)).toMatchObject({ ok: true, output: null })
  const created = await run('create-order', order)
  expect(created).toMatchObject({ ok: true })
  await app.admin('POST', '/clock', { advanceMs: 60_000 })
  if (created.ok) expect(await lookup('create-order', order)).toMatchObject({ ok: true, output: created.output })
})

test('a wrong contact and a taken document fail with the words of Bling', async () => {
  const { run } = bling()
  await nextSecond()
  expect(await run('create-contact', CONTACT)).toMatchObject({
    ok: false,
    failure: { class: 'permanent', message: expect.stringContaining('já está cadastrado') },
  })
  const order = { numeroLoja: 'X', data: '2026-11-21', contato: { id: 1 }, itens: [{ descricao: 'Copo', quantidade: 1, valor: 1 }] }
  expect(await run('create-order', order)).toMatchObject({
    ok: false,
    failure: { class: 'permanent', message: 'O contato informado não foi encontrado' },
  })
})

test('G5 an answer that is lost after the order was written leaves the effect unknown, and the look-up finds the order', async () => {
  const { run, lookup } = bling()
  await nextSecond()
  const contact = await lookup('create-contact', CONTACT)
  const itens = [{ descricao: 'Copo', quantidade: 1, valor: 1 }]
  const order = { numeroLoja: 'DROPPED', data: '2026-11-21', contato: contact.ok ? contact.output : null, itens }
  await app.admin('POST', '/faults', [{ match: { path: '/Api/v3/pedidos/vendas' }, kind: 'dropAfterWrite', times: 1 }])
  expect(await run('create-order', order)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'maybe' } })
  await app.admin('POST', '/clock', { advanceMs: 60_000 })
  expect(await lookup('create-order', order)).toMatchObject({ ok: true, output: { id: expect.stringMatching(/^[0-9]+$/) } })
})

test('a 503 of the provider says that nothing was done', async () => {
  await nextSecond()
  await app.admin('POST', '/faults', [{ match: { path: '/Api/v3/pedidos/vendas' }, kind: 'status', status: 503, times: 1 }])
  const order = { numeroLoja: 'LATER', data: '2026-11-21', contato: { id: 1 }, itens: [{ descricao: 'Copo', quantidade: 1, valor: 1 }] }
  expect(await bling().run('create-order', order)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'no' } })
})
