import { expect, test } from 'vitest'
import type { Json } from '../../../sdk/flow/definition.ts'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('get-order-status asks and gives what was recorded', async () => {
  await omie().replay('get-order-status')
})

const ROWS: ReadonlyArray<[string, Json[], string | null]> = [
  ['N', [], null],
  ['S', [], 'processando'],
  ['S', [{ status_nfe: '105' }], 'processando'],
  ['S', [{ status_nfe: '302', mensagens: [{ cDescricao: 'Uso denegado' }] }], 'denegado'],
  ['S', [{ status_nfe: '302' }, { status_nfe: '100', numero_nfe: '00006871' }], 'autorizado'],
]

test.each(ROWS)('invoiced %s with %j is %s', async (faturada, ListaNfe, faturamento) => {
  const { provider, run } = omie()
  provider.answers.push({ json: { codigo_pedido: 5, faturada, cancelada: 'N', ListaNfe } })
  expect(await run('get-order-status', { pedidoId: 5 })).toMatchObject({ ok: true, output: { faturamento } })
})

test('an answer that does not say whether the order is invoiced is a failure: somebody would invoice it again', async () => {
  const { provider, run } = omie()
  provider.answers.push({ json: { codigo_pedido: 5 } })
  expect(await run('get-order-status', { pedidoId: 5 })).toMatchObject({ ok: false, failure: { class: 'retry' } })
})
