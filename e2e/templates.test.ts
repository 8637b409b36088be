import { afterAll, beforeAll, expect, test } from 'vitest'
import { fieldsOf, listOf } from '../sdk/emulator/fields.ts'
import type { FlowDefinition, Json } from '../sdk/flow/definition.ts'
import { openBrowser, openPage } from './browser.ts'
import { openTemplateWorld, type TemplateWorld } from './template-world.ts'

/** Every ready-made flow as a person installs it from the gallery, against real processes and emulators. */

let world: TemplateWorld

beforeAll(async () => {
  world = await openTemplateWorld()
}, 120_000)

afterAll(() => world?.close())

/** The values that a person edits in the step “Ajustes”. */
const configured = (values: { [name: string]: Json }) => (definition: FlowDefinition) => {
  const config = Object.values(definition.steps).find((step) => step.name === 'config')
  if (config?.kind !== 'map') throw new Error('the template has no step for its values')
  config.value = { ...Object(config.value), ...values }
}

const listings = async () =>
  listOf(fieldsOf(await world.marketplace.admin('GET', '/state'))['listings']).map(
    (listing): { id: string; sku: string; available: number } => JSON.parse(JSON.stringify(listing)),
  )
const products = async () => {
  const [company] = listOf(fieldsOf(await world.erp.admin('GET', '/state'))['companies'])
  return listOf(fieldsOf(company)['products']).map((product): { id: number; codigo: string; stock: Record<string, number> } =>
    JSON.parse(JSON.stringify(product)),
  )
}
const stockOf = async (sku: string) =>
  Object.values((await products()).find((product) => product.codigo === sku)?.stock ?? {}).reduce((a, b) => a + b, 0)

async function pair(index: number) {
  const listing = (await listings())[index]
  const product = (await products()).find((one) => one.codigo === listing?.sku)
  if (listing === undefined || product === undefined) throw new Error('the shop sells nothing')
  return { listing, product }
}

test('the gallery lists every ready-made flow with its category, its connectors and its steps', async () => {
  const { items } = await world.session.get<{ items: Array<{ id: string; category: string; plugins: string[]; steps: unknown[] }> }>(
    '/api/flow-templates',
  )
  expect(items.length).toBeGreaterThanOrEqual(16)
  for (const item of items) expect(item.steps.length, item.id).toBeGreaterThan(0)
  expect(new Set(items.map((item) => item.id)).size).toBe(items.length)
})

test('a person searches the gallery, looks into a template and makes a flow of it', async () => {
  const browser = await openBrowser()
  try {
    const { page, faults } = await openPage(browser)
    const login = { email: 'ana@loja.test', password: 'uma senha bem comprida' }
    await page.request.post(`${world.baseUrl}/api/session`, { data: login, headers: { origin: world.baseUrl } })
    await page.goto(`${world.baseUrl}/app/flows`)
    await page.getByRole('button', { name: 'Novo fluxo' }).first().click()
    await page.getByTestId('template-card').nth(5).waitFor()
    await page.getByLabel('Categoria').selectOption({ label: 'Estoque' })
    await page.getByTestId('template-search').fill('estoque baixo')
    await expect.poll(() => page.getByTestId('template-card').count()).toBe(1)
    await page.getByRole('button', { name: /^Prévia: Aviso de estoque baixo/ }).click()
    const preview = page.getByTestId('template-preview')
    await preview.getByText('Bling: Estoque disponível alterado').waitFor()
    await preview.getByText('Avisar por e-mail').waitFor()
    expect(await preview.getByText('Conectado').count()).toBe(2)
    await page.getByTestId('template-use').click()
    await page.waitForURL(/\/app\/flows\/flw_/)
    await page.getByText('Ler saldo atual', { exact: true }).first().waitFor()
    expect(faults).toEqual([])
  } finally {
    await browser.close()
  }
}, 90_000)

test('a paid sale becomes one order and one authorised invoice', async () => {
  const flow = await world.install('mercado-livre-order-to-bling-invoice')
  await world.marketplace.admin('POST', '/scenario/sell', {})
  expect((await world.ended(flow))[0]).toMatchObject({ status: 'succeeded' })
  expect(await world.effects(world.erp, 'order.created')).toHaveLength(1)
  expect(await world.effects(world.erp, 'invoice.created')).toHaveLength(1)
  await world.pause(flow)
}, 60_000)

test('a paid sale becomes one order without an invoice, where only that is wanted', async () => {
  const before = (await world.effects(world.erp, 'order.created')).length
  const flow = await world.install('mercado-livre-order-to-bling')
  await world.marketplace.admin('POST', '/scenario/sell', {})
  expect((await world.ended(flow))[0]).toMatchObject({ status: 'succeeded' })
  expect(await world.effects(world.erp, 'order.created')).toHaveLength(before + 1)
  await world.pause(flow)
}, 60_000)

test('a paid sale becomes one order in Omie with its customer and is handed to invoicing, and one order with its invoice in Tiny', async () => {
  for (const [template, provider] of [
    ['mercado-livre-order-to-omie', world.omie],
    ['mercado-livre-order-to-tiny', world.tiny],
  ] as const) {
    const flow = await world.install(template)
    const { orderId } = fieldsOf(await world.marketplace.admin('POST', '/scenario/sell', {}))
    expect((await world.ended(flow))[0], template).toMatchObject({ status: 'succeeded' })
    expect(
      (await world.effects(provider, 'order.created')).map((effect) => effect.key),
      template,
    ).toEqual([String(orderId)])
    await world.pause(flow)
  }
  expect(await world.effects(world.omie, 'customer.saved')).toHaveLength(1)
  expect(await world.effects(world.tiny, 'invoice.created')).toHaveLength(1)
}, 90_000)

test('stock goes from the ERP to the listing and from the listing to the ERP, and the two do not chase each other', async () => {
  const { listing, product } = await pair(1)
  const out = await world.install('bling-stock-to-mercado-livre')
  const back = await world.install('mercado-livre-stock-to-bling')
  expect(await world.run(out, { estoque: { id: String(product.id) } })).toMatchObject({ status: 'succeeded' })
  const stock = await stockOf(listing.sku)
  expect((await listings()).find((one) => one.id === listing.id)).toMatchObject({ available: stock })
  const movements = (await world.effects(world.erp, 'stock.moved')).length
  expect(await world.run(back, { resourceId: listing.id })).toMatchObject({ status: 'succeeded' })
  expect(await world.effects(world.erp, 'stock.moved')).toHaveLength(movements)
  // What earlier sales reserved is told late, and starts it too.
  await world.ended(out)
  const other = await pair(2)
  expect(await world.run(back, { resourceId: other.listing.id })).toMatchObject({ status: 'succeeded' })
  // What open orders reserve comes on top of what the listing may sell; the way back finds nothing to change.
  expect(await stockOf(other.listing.sku)).toBeGreaterThanOrEqual(other.listing.available)
  expect(await world.run(out, { estoque: { id: String(other.product.id) } })).toMatchObject({ status: 'succeeded' })
  expect((await listings()).find((one) => one.id === other.listing.id)).toMatchObject({ available: other.listing.available })
  await Promise.all([world.pause(out), world.pause(back)])
}, 90_000)

test('ML-81 stock of the account that is declared its source goes to the other, and what the other says does not overrule it', async () => {
  const { listing, product } = await pair(4)
  const { items } = await world.session.get<{ items: Array<{ id: string; plugin: string }> }>('/api/connections')
  const source = items.find(({ plugin }) => plugin === 'bling')?.id ?? ''
  await world.session.send('PUT', '/api/hub/product/settings', { owners: [{ field: 'quantity', connectionId: source }] })
  const out = await world.install('bling-stock-to-mercado-livre')
  const [depositoId] = Object.keys(product.stock)
  const entry = { operacao: 'E', produtoId: String(product.id), depositoId: depositoId ?? '', quantidade: '7' }
  const move = await world.flowOf('Entrada de mercadoria', { s1: ofAccount('bling', 'adjust-stock', entry) })
  expect(await world.run(move)).toMatchObject({ status: 'succeeded' })
  const stock = await stockOf(listing.sku)
  await expect.poll(async () => (await listingOf(listing.id))?.available, { timeout: 30_000 }).toBe(stock)
  await expect.poll(() => quantityOf(listing.sku), { timeout: 30_000 }).toEqual({ value: String(stock), isConflict: false, isOwners: true })

  const other = await world.flowOf('Outra quantidade', {
    s1: ofAccount('mercado-livre', 'update-stock', { itemId: listing.id, quantity: 1 }),
  })
  expect(await world.run(other)).toMatchObject({ status: 'succeeded' })
  await expect.poll(() => quantityOf(listing.sku), { timeout: 30_000 }).toEqual({ value: String(stock), isConflict: true, isOwners: true })
  expect(await stockOf(listing.sku)).toBe(stock)
  await world.pause(out)

  /** What the product that both sell is said to have, and whether its source says so. */
  async function quantityOf(sku: string) {
    const { items: found } = await world.session.get<{ items: Array<{ fields: HubField[] }> }>(`/api/hub/product?key=${sku}`)
    const quantity = found[0]?.fields.find(({ name }) => name === 'quantity')
    return { value: quantity?.value, isConflict: quantity?.isConflict, isOwners: quantity?.connectionId === source }
  }
}, 120_000)

interface HubField {
  name: string
  value: string
  connectionId: string
  isConflict: boolean
}
const listingOf = async (id: string) => (await listings()).find((one) => one.id === id)
const ofAccount = (plugin: string, action: string, input: { [name: string]: Json }) => ({
  kind: 'action' as const,
  name: 'done',
  plugin,
  action,
  connectionId: '',
  input,
})

test('a question becomes a task with a deadline, and what the person writes is posted', async () => {
  const flow = await world.install('mercado-livre-question-task')
  await world.marketplace.admin('POST', '/scenario/ask', { text: 'Tem garantia?' })
  const task = await world.task(flow)
  expect(task).toMatchObject({ question: 'Tem garantia?', deadlineAt: expect.any(String) })
  await world.session.send('POST', `/api/tasks/${task.id}/decide`, { outcome: 'answer', form: { resposta: 'Sim, 12 meses.' } })
  expect((await world.ended(flow))[0]).toMatchObject({ status: 'succeeded' })
  expect(await world.effects(world.marketplace, 'question.answered')).toHaveLength(1)
  await world.pause(flow)
}, 60_000)

test('low stock is told once, and again only after it was restocked', async () => {
  const { product } = await pair(3)
  const flow = await world.install('bling-low-stock-alert', configured({ minimum: 100_000, recipient: 'compras@loja.test' }))
  const data = { estoque: { id: String(product.id) } }
  expect(await world.run(flow, data)).toMatchObject({ status: 'succeeded' })
  expect(await world.run(flow, data)).toMatchObject({ status: 'succeeded' })
  // Events of other products start it too.
  const mine = (await world.emails()).filter(({ to, text }) => to.includes('compras@loja.test') && text.includes(product.codigo))
  expect(mine).toMatchObject([{ subject: expect.stringContaining('Estoque baixo') }])
  await world.pause(flow)
}, 60_000)

test('a customer who fills in the form is in Bling, in the table and has a welcome e-mail', async () => {
  const flow = await world.install('bling-new-customer')
  const data = { nome: 'Carla Dias', documento: '529.982.247-25', email: 'Carla@Example.com' }
  expect(await world.run(flow, data)).toMatchObject({ status: 'succeeded' })
  expect((await world.effects(world.erp, 'contact.created')).map((effect) => effect.key)).toContain('52998224725')
  expect((await world.emails()).find(({ to }) => to.includes('carla@example.com'))).toMatchObject({ subject: 'Bem-vindo!' })
  await world.pause(flow)
}, 60_000)

test('an invoice that the tax office authorised reaches the customer with its PDF, once', async () => {
  const flow = await world.install('bling-invoice-by-email')
  const sale = await world.flowOf('Venda direta', {
    s1: {
      kind: 'action',
      name: 'contact',
      plugin: 'bling',
      action: 'create-contact',
      connectionId: '',
      input: {
        nome: 'Davi Melo',
        tipo: 'F',
        numeroDocumento: '11144477735',
        email: 'davi@example.com',
        endereco: { geral: { endereco: 'Rua A', numero: '1', bairro: 'Centro', cep: '01001000', municipio: 'São Paulo', uf: 'SP' } },
      },
    },
    s2: {
      kind: 'action',
      name: 'order',
      plugin: 'bling',
      action: 'create-order',
      connectionId: '',
      input: {
        numeroLoja: 'DIRETA-1',
        data: '2026-11-20',
        contato: { id: '{{ steps.contact.id }}' },
        itens: [{ codigo: 'CAD-10M', descricao: 'Caderno', quantidade: '1', valor: '34.90', unidade: 'UN' }],
        total: '34.90',
      },
    },
    s3: {
      kind: 'action',
      name: 'invoice',
      plugin: 'bling',
      action: 'create-invoice',
      connectionId: '',
      input: { pedidoId: '{{ steps.order.id }}' },
    },
    s4: {
      kind: 'action',
      name: 'sent',
      plugin: 'bling',
      action: 'send-invoice',
      connectionId: '',
      input: { notaId: '{{ steps.invoice.id }}' },
    },
  })
  expect(await world.run(sale)).toMatchObject({ status: 'succeeded', error: null })
  await world.erp.admin('POST', '/clock', { advanceMs: 120_000 })
  const mine = async () => (await world.emails()).filter(({ to }) => to.includes('davi@example.com'))
  await expect.poll(async () => (await mine()).length, { timeout: 30_000 }).toBe(1)
  const [mail] = await mine()
  expect(mail?.attachments[0]?.filename).toMatch(/^nota-fiscal-.*\.pdf$/)
  expect(
    Buffer.from(mail?.attachments[0]?.contentBase64 ?? '', 'base64')
      .subarray(0, 4)
      .toString(),
  ).toBe('%PDF')
  await world.pause(flow)
}, 90_000)

test('questions that waited too long are listed in one e-mail, fresh ones are not', async () => {
  await world.marketplace.admin('POST', '/scenario/ask', { text: 'Ainda tem?' })
  const fresh = await world.install('mercado-livre-abandoned-questions', configured({ hours: 2, recipient: 'nada@loja.test' }))
  const old = await world.install('mercado-livre-abandoned-questions', configured({ hours: 0, recipient: 'atende@loja.test' }))
  expect(await world.run(fresh)).toMatchObject({ status: 'succeeded' })
  expect(await world.run(old)).toMatchObject({ status: 'succeeded' })
  const emails = await world.emails()
  expect(emails.find(({ to }) => to.includes('nada@loja.test'))).toBeUndefined()
  expect(emails.find(({ to }) => to.includes('atende@loja.test'))?.text).toContain('Ainda tem?')
  await Promise.all([world.pause(fresh), world.pause(old)])
}, 60_000)

test('the day’s sales arrive with their total and a spreadsheet', async () => {
  const flow = await world.install('mercado-livre-daily-sales-report', configured({ recipient: 'dono@loja.test' }))
  expect(await world.run(flow, { scheduledAt: '2026-11-20T23:00:00.000Z' })).toMatchObject({ status: 'succeeded' })
  const mail = (await world.emails()).find(({ to }) => to.includes('dono@loja.test'))
  expect(mail?.text).toMatch(/^[1-9]\d* venda\(s\) paga\(s\)/)
  expect(mail?.attachments).toMatchObject([{ filename: 'vendas.xlsx' }])
  expect(
    Buffer.from(mail?.attachments[0]?.contentBase64 ?? '', 'base64')
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')
  await world.pause(flow)
}, 60_000)

test('a flow that failed is told by e-mail, with the step and the reason', async () => {
  const errorFlowId = await world.install('email-failed-flow-alert', configured({ recipient: 'ti@loja.test' }))
  const { id } = await world.session.send<{ id: string }>('POST', '/api/flows', { name: 'Quebra sempre' })
  const { revision, definition } = await world.session.get<{ revision: number; definition: FlowDefinition }>(`/api/flows/${id}/draft`)
  const broken: FlowDefinition = {
    ...definition,
    trigger: { kind: 'manual' },
    steps: { s1: { kind: 'stop', name: 'fim', title: 'Conferir', outcome: 'error', message: 'Faltou o CEP' } },
    edges: {},
    settings: { errorFlowId },
  }
  await world.session.send('PUT', `/api/flows/${id}/draft`, { definition: broken }, { 'if-match': String(revision) })
  await world.session.send('POST', `/api/flows/${id}/publish`, {})
  expect(await world.run(id)).toMatchObject({ status: 'failed' })
  expect((await world.ended(errorFlowId))[0]).toMatchObject({ status: 'succeeded' })
  const mail = (await world.emails()).find(({ to }) => to.includes('ti@loja.test'))
  expect(mail).toMatchObject({ subject: 'Falhou: Quebra sempre' })
  expect(mail?.text).toContain('Faltou o CEP')
}, 60_000)

test('a price changes after two approvals, and not after one refusal', async () => {
  const { listing } = await pair(4)
  const flow = await world.install('mercado-livre-price-approval')
  const data = { anuncio: listing.id, preco: '149,90', motivo: 'Promoção' }
  const decide = async (outcome: string) => {
    const task = await world.task(flow)
    await world.session.send('POST', `/api/tasks/${task.id}/decide`, { outcome })
    return task.question
  }
  await world.session.send('POST', `/api/flows/${flow}/runs`, { data })
  expect(await decide('approve')).toContain('149,90')
  await decide('reject')
  expect((await world.ended(flow))[0]).toMatchObject({ status: 'succeeded' })
  expect(await world.effects(world.marketplace, 'price.updated')).toHaveLength(0)
  await world.session.send('POST', `/api/flows/${flow}/runs`, { data })
  await decide('approve')
  await decide('approve')
  expect((await world.ended(flow, 2))[0]).toMatchObject({ status: 'succeeded' })
  const state = JSON.stringify(
    listOf(fieldsOf(await world.marketplace.admin('GET', '/state'))['listings']).find((one) => fieldsOf(one)['id'] === listing.id),
  )
  expect(state).toContain('14990')
  await world.pause(flow)
}, 90_000)

test('a spreadsheet that the supplier sends by e-mail sets the stock, line by line', async () => {
  const { product } = await pair(5)
  const flow = await world.install('email-stock-sheet-to-bling', (definition) => {
    configured({ sender: 'fornecedor@example.com' })(definition)
    if (definition.trigger.kind === 'polling') definition.trigger.everySeconds = 60
  })
  const csv = Buffer.from(`codigo;quantidade\r\n${product.codigo};77\r\nNAO-EXISTE;5\r\n`).toString('base64')
  const message = {
    from: { name: '', address: 'fornecedor@example.com' },
    attachments: [{ filename: 'estoque.CSV', contentType: 'text/csv', sizeBytes: 40, contentBase64: csv }],
  }
  expect(await world.run(flow, message)).toMatchObject({ status: 'succeeded' })
  expect(await stockOf(product.codigo)).toBe(77)
  expect(await world.run(flow, { ...message, from: { name: '', address: 'outro@example.com' } })).toMatchObject({ status: 'succeeded' })
  await world.pause(flow)
}, 60_000)
