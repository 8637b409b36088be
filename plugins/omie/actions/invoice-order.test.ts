import { expect, test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('invoice-order asks and gives what was recorded', async () => {
  await omie().replay('invoice-order')
})

test('MH-73 an order that is invoiced already is found by its state and not invoiced again', async () => {
  const { provider, lookup } = omie()
  provider.answers.push(
    { json: { codigo_pedido: 5, faturada: 'S', cancelada: 'N' } },
    { json: { codigo_pedido: 5, faturada: 'N', cancelada: 'N' } },
  )
  expect(await lookup('invoice-order', { pedidoId: 5 })).toMatchObject({ ok: true, output: { id: '5' } })
  expect(await lookup('invoice-order', { pedidoId: 5 })).toMatchObject({ ok: true, output: null })
})
