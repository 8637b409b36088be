import { expect, test } from 'vitest'
import { fault, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('create-order asks and gives what was recorded', async () => {
  await omie().replay('create-order')
})

const INPUT = {
  clienteId: '617700984',
  itens: [{ produtoId: '640524827', quantidade: '2', valorUnitario: '29.90' }],
  categoria: '1.01.01',
  contaId: '903529904',
}

test('an order that is there already is read by its integration code and given back', async () => {
  const { provider, run } = omie()
  provider.answers.push(
    fault('SOAP-ENV:Client-102', 'ERROR: Pedido já cadastrado para o Código de Integração [WEB-1001] com o nCod [915642742] !'),
    {
      json: { pedido_venda_produto: { cabecalho: { codigo_pedido: 915642742, numero_pedido: '000000000000014', etapa: '10' } } },
    },
  )
  expect(await run('create-order', { ...INPUT, codigoIntegracao: 'WEB-1001' })).toMatchObject({
    ok: true,
    output: { id: '915642742', numero: '14', codigoIntegracao: 'WEB-1001', jaExistia: true },
  })
})

test('without an integration code the step’s own key is one, of 60 characters at most', async () => {
  const { provider, run, actions } = omie()
  const answer = { json: { codigo_pedido: 5, numero_pedido: '000000000000015' } }
  provider.answers.push(answer, answer)
  await run('create-order', INPUT)
  const long = `run_01jd3kq2v8m6w0x4y5z7a9b1c3/${'loop[12]/'.repeat(8)}s1`
  await run('create-order', INPUT, { effectKey: long })
  const codes = provider.requests.map(({ body }) => String(Object(Object(body).param[0]).cabecalho.codigo_pedido_integracao))
  expect(codes[0]).toBe('run_x/s1')
  expect(codes[1]?.length).toBeLessThanOrEqual(60)
  expect(codes[1]).toMatch(/s1$/)
  expect(actions.facts('omie', 'create-order').repeatable).toEqual({ mode: 'idempotencyKey' })
})

test('a connection that breaks after the order was sent leaves the effect unknown', async () => {
  const { provider, run } = omie()
  provider.answers.push({ hangUp: true }, { json: {} }, { status: 200, text: '<html>ok</html>' })
  for (let times = 0; times < 3; times++)
    expect(await run('create-order', INPUT)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'maybe' } })
})

test('a wrong customer is a lasting failure with the words of Omie', async () => {
  const { provider, run } = omie()
  provider.answers.push(fault('SOAP-ENV:Client-103', 'ERROR: Cliente não cadastrado para o Código [1] !'))
  expect(await run('create-order', INPUT)).toMatchObject({
    ok: false,
    failure: { class: 'notFound', effect: 'no', message: 'ERROR: Cliente não cadastrado para o Código [1] !' },
  })
})
