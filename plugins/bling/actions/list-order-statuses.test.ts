import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('statuses are those of the account’s sales module', async () => {
  await bling().replay('list-order-statuses')
})

test('an account without a sales module has no statuses to choose from', async () => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: [{ id: 1, nome: 'Compras' }] } })
  expect(await run('list-order-statuses', {})).toMatchObject({ ok: false, failure: { class: 'permanent' } })
})
