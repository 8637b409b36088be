import { expect, test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('invoice-service-order asks and gives what was recorded', async () => {
  await omie().replay('invoice-service-order')
})

test('a service order that is invoiced already is found by its state and not invoiced again', async () => {
  const { provider, lookup } = omie()
  provider.answers.push({ json: { nCodOS: 5, cFaturada: 'S' } }, { json: { nCodOS: 5, cFaturada: 'N' } })
  expect(await lookup('invoice-service-order', { ordemId: 5 })).toMatchObject({ ok: true, output: { id: '5' } })
  expect(await lookup('invoice-service-order', { ordemId: 5 })).toMatchObject({ ok: true, output: null })
})
