import { expect, test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('get-receivable asks and gives what was recorded', async () => {
  await omie().replay('get-receivable')
})

test.each([
  ['A VENCER', 'aberto'],
  ['VENCE HOJE', 'aberto'],
  ['ATRASADO', 'atrasado'],
  ['RECEBIDO', 'recebido'],
  ['CANCELADO', 'cancelado'],
])('a title that is “%s” at Omie is %s', async (status, situacao) => {
  const { provider, run } = omie()
  provider.answers.push({ json: { codigo_lancamento_omie: 5, valor_documento: 10, status_titulo: status, nCodPedido: 0 } })
  expect(await run('get-receivable', { tituloId: 5 })).toMatchObject({
    ok: true,
    output: { situacao, situacaoOmie: status, pedidoId: null },
  })
})
