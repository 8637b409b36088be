import { expect, test } from 'vitest'
import { atPointer } from '../../core/registry/json-pointer.ts'
import { useConnectedAccount } from './testing/connected-account.ts'

const account = useConnectedAccount('token')

/** Products that the queue named, page by page, as the host's sweep asks. */
async function hinted(): Promise<string[]> {
  const ids: string[] = []
  let checkpoint = null
  for (let pages = 0; pages < 20; pages++) {
    const page = await account.capabilities().missed('events', checkpoint)
    if (!page.ok) throw new Error(page.failure.message)
    ids.push(...page.output.deliveries.map((body) => String(atPointer(body, '/dados/idProduto'))))
    if (page.output.done) return ids
    checkpoint = page.output.checkpoint
  }
  throw new Error('the queue never ends')
}

const change = (productId: string, balance: number) => account.play('changeStock', { productId: Number(productId), balance })
const balanceOf = async (key: string) => {
  const read = await account.capabilities().read('stock', key)
  return read.ok ? atPointer(read.record.data, '/saldo') : null
}

test('the stock queue tells each changed balance once, as the delivery that would have told of it', async () => {
  await account.unthrottle()
  const ids = (await account.all('stock')).map((record) => record.key).slice(0, 3)
  for (const id of ids) await change(id, 4)
  expect((await hinted()).toSorted()).toEqual(ids.toSorted())
  expect(await hinted()).toEqual([])
})

test('an answer of the queue that got lost is lost as a hint only: the sweep of all balances finds what changed', async () => {
  const [id = ''] = (await account.all('stock')).map((record) => record.key)
  await change(id, 9)
  await account.app().admin('POST', '/faults', [{ match: { method: 'POST', path: '/api2/lista.*' }, kind: 'dropAfterWrite' }])
  expect(await account.capabilities().missed('events')).toMatchObject({ ok: false, failure: { class: 'retry' } })
  expect(await hinted()).toEqual([])
  const swept = await account.all('stock')
  expect(swept.map((record) => record.key)).toContain(id)
  expect(await balanceOf(id)).toBe('9.0000000000')
})
