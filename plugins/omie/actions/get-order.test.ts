import { expect, test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('get-order asks and gives what was recorded', async () => {
  await omie().replay('get-order')
})

test('one order comes with fewer members than a list’s: what is not there is null', async () => {
  const { provider, run } = omie()
  provider.answers.push({
    json: { pedido_venda_produto: { cabecalho: { codigo_pedido: 5, etapa: '10' }, infoCadastro: { cancelado: 'S' } } },
  })
  expect(await run('get-order', { pedidoId: 5 })).toMatchObject({
    ok: true,
    output: { id: '5', numero: null, total: null, itens: [], situacao: 'cancelado' },
  })
})
