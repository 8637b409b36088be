import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('an order is moved to a status', async () => {
  await bling().replay('update-order-status')
})

const REFUSAL = { status: 400, json: { error: { type: 'VALIDATION_ERROR', fields: [{ msg: 'A transição de situação não é permitida' }] } } }

test('a refusal for an order that has the status already is a success, any other is not', async () => {
  const { provider, run } = bling()
  const order = (id: number) => ({ json: { data: { id: 5, situacao: { id, valor: 1 } } } })
  provider.answers.push(REFUSAL, order(9), REFUSAL, order(12))
  expect(await run('update-order-status', { pedidoId: 5, situacaoId: 9 })).toMatchObject({ ok: true, output: { situacaoId: '9' } })
  expect(await run('update-order-status', { pedidoId: 5, situacaoId: 9 })).toMatchObject({
    ok: false,
    failure: { class: 'permanent', effect: 'no', message: 'A transição de situação não é permitida' },
  })
})
