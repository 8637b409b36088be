import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('an order is read with its items', async () => {
  await tiny().replay('get-order')
})

test('an order that does not say whether it has an invoice is no answer: a second one would be made', async () => {
  const { provider, run } = tiny()
  provider.answers.push({ json: { id: 1, situacao: 0 } })
  expect(await run('get-order', { pedidoId: 1 })).toMatchObject({ ok: false, failure: { class: 'retry' } })
})
