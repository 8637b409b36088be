import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from './testing/connected-app.ts'

let app: ConnectedApp
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
  await app.admin('POST', '/limits', { requestsPerSecond: 100_000, requestsPerDay: 10_000_000, ipBlocks: false })
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const rows = async (path: string) => listOf((await app.call(path, { token })).fields['data']).map(fieldsOf)

test('emulator Bling: thousands of whole records can be seeded, and are read without a throttle', async () => {
  const asked = { products: 3000, contacts: 2000, orders: 4000, invoices: 1000 }
  expect(await app.admin('POST', '/scenario/history', asked)).toMatchObject(asked)
  const startedAt = Date.now()
  const seen = new Set<unknown>()
  for (let page = 1; ; page++) {
    const found = await rows(`/produtos?criterio=5&pagina=${page}`)
    for (const row of found) seen.add(row['id'])
    if (found.length < 100) break
  }
  // 3,000, three variations for every tenth, and the demonstration shop's twelve.
  expect(seen.size).toBe(3000 + 900 + 12)
  expect(Date.now() - startedAt).toBeLessThan(20_000)
  expect(await rows('/pedidos/vendas?pagina=40')).toHaveLength(100)
  expect(await rows('/pedidos/vendas?pagina=41')).toHaveLength(0)
  expect(await rows('/nfe?pagina=10')).toHaveLength(100)
  const [row] = await rows('/pedidos/vendas?pagina=7')
  const order = fieldsOf((await app.call(`/pedidos/vendas/${row?.['id']}`, { token })).fields['data'])
  expect(listOf(order['itens']).length).toBeGreaterThan(0)
  expect(order['numeroLoja']).toMatch(/^2000\d{12}$/)
})

test('emulator Bling: a variation says whose it is, and balances lie in several depósitos', async () => {
  const [variation] = await rows('/produtos?criterio=5&tipo=V')
  const product = fieldsOf((await app.call(`/produtos/${variation?.['id']}`, { token })).fields['data'])
  expect(variation?.['idProdutoPai']).toBe(fieldsOf(fieldsOf(product['variacao'])['produtoPai'])['id'])
  const found = await rows('/produtos?criterio=5&pagina=5')
  const ids = found.map(({ id }) => `idsProdutos[]=${id}`).join('&')
  const balances = await rows(`/estoques/saldos?${ids}`)
  expect(balances.length).toBeGreaterThan(50)
  expect(balances.every(({ depositos }) => listOf(depositos).length === 2)).toBe(true)
})
