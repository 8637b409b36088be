import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('an invoice says how far it is', async () => {
  await bling().replay('get-invoice')
})

test.each([
  [1, 'pendente', null],
  [2, 'cancelada', 'cancelada'],
  [3, 'processando', 'processando'],
  [4, 'rejeitada', null],
  [5, 'autorizada', 'autorizada'],
  [6, 'autorizada', 'autorizada'],
  [7, 'autorizada', 'autorizada'],
  [8, 'processando', 'processando'],
  [9, 'rejeitada', null],
  [10, 'processando', 'processando'],
  [11, 'bloqueada', 'bloqueada'],
  [77, 'desconhecida', 'desconhecida'],
])('status %d of an invoice means %s', async (situacao, estado, transmissao) => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: { id: 5, situacao } } })
  expect(await run('get-invoice', { notaId: 5 })).toMatchObject({ ok: true, output: { estado, transmissao } })
})
