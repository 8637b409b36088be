import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

let app: ConnectedApp
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  // Nobody listens there: each send fails.
  await app.admin('POST', '/app', { callbackUrl: 'http://127.0.0.1:9/hook', integrationUrl: 'http://127.0.0.1:9/shop' })
})
afterAll(() => app.stop())

const attempts = async () => listOf((await app.admin('GET', '/callbacks'))['items']).map(fieldsOf)
async function changeStock(): Promise<void> {
  const { produtos } = await app.v2('produtos.pesquisa.php', { pesquisa: '' })
  const productId = fieldsOf(fieldsOf(listOf(produtos)[0])['produto'])['id']
  await app.admin('POST', '/scenario/changeStock', { productId, balance: 1 })
}

test('13 a message that is not answered with 200 is sent ten times, each wait five minutes longer than the last', async () => {
  await app.admin('POST', '/app', { integrationUrl: null })
  await changeStock()
  await expect.poll(async () => (await attempts()).length).toBe(1)
  for (let wait = 1; wait <= 9; wait++) {
    await app.admin('POST', '/clock', { advanceMs: wait * 5 * 60_000 })
    await expect.poll(async () => (await attempts()).length).toBe(wait + 1)
  }
  await app.admin('POST', '/clock', { advanceMs: 24 * 3_600_000 })
  expect(await attempts()).toHaveLength(10)
})

test('13 every stock write is told to the account and to the shop, whoever made it', async () => {
  await changeStock()
  await expect.poll(async () => (await attempts()).map(({ url }) => String(url).slice(-5)).toSorted()).toEqual(['/hook', '/shop'])
})
