import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'
import type { RecordedAnswer } from '../../../core/testing/recorded-provider.ts'
import { addsUpTo } from '../map/order-total.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')
const INPUT = {
  numeroLoja: 'LOJA-987',
  data: '2026-11-21',
  contato: { id: '12345678' },
  itens: [{ descricao: 'Copo', quantidade: '1', valor: '4.90' }],
}

test('MH-69 an order is created and its id is the output', async () => {
  await bling().replay('create-order')
})

test('MH-69 an order that exists already is found by number and store and given back', async () => {
  const { provider, lookup, actions } = bling()
  const row = {
    id: 26967482613,
    numero: 123,
    numeroLoja: 'LOJA-987',
    total: 4.9,
    loja: { id: 0 },
    situacao: { id: 6, valor: 0 },
    contato: { id: 1 },
  }
  provider.answers.push({ json: { data: [row] } }, { json: { data: [] } })
  expect(await lookup('create-order', INPUT)).toMatchObject({ ok: true, output: { id: '26967482613', alertas: [] } })
  expect(await lookup('create-order', INPUT)).toMatchObject({ ok: true, output: null })
  expect(actions.facts('bling', 'create-order').repeatable).toEqual({
    mode: 'lookupFirst',
    by: ['/numeroLoja', '/loja/id'],
    consistency: 'eventual',
  })
  expect(actions.naturalKey('bling', 'create-order', { ...INPUT, loja: { id: 204 } })).toBe(
    actions.naturalKey('bling', 'create-order', { ...INPUT, loja: { id: '204' } }),
  )
})

test('a connection that breaks after the order was sent leaves the effect unknown', async () => {
  const { provider, run } = bling()
  provider.answers.push({ hangUp: true })
  expect(await run('create-order', INPUT)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'maybe' } })
})

test('an answer without the id of the new order leaves the effect unknown', async () => {
  const { provider, run } = bling()
  const answers: RecordedAnswer[] = [
    { status: 201, json: { data: {} } },
    { status: 201, text: '<html>ok</html>' },
    { status: 201, json: {} },
  ]
  for (const answer of answers) {
    provider.answers.push(answer)
    expect(await run('create-order', INPUT)).toMatchObject({ ok: false, failure: { effect: 'maybe' } })
  }
})

test('429 and 503 say that nothing was done, 500 does not', async () => {
  const { provider, run } = bling()
  const tooMany = {
    error: {
      type: 'TOO_MANY_REQUESTS',
      message: 'x',
      description: 'O limite de requisições por segundo foi atingido',
      limit: 3,
      period: 'second',
    },
  }
  provider.answers.push(
    { status: 429, json: tooMany },
    { status: 503, text: 'unavailable' },
    { status: 500, json: { error: { type: 'SERVER_ERROR', description: 'Um erro interno ocorreu.' } } },
  )
  expect(await run('create-order', INPUT)).toMatchObject({ ok: false, failure: { class: 'rateLimited', retryAfterMs: 1000, effect: 'no' } })
  expect(await run('create-order', INPUT)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'no' } })
  expect(await run('create-order', INPUT)).toMatchObject({
    ok: false,
    failure: { class: 'retry', effect: 'maybe', message: 'Um erro interno ocorreu.' },
  })
})

test('a final 400 shows the message of the provider', async () => {
  const { provider, run } = bling()
  const fields = [{ code: 3, msg: 'O contato informado não foi encontrado', element: 'contato', namespace: 'VENDAS' }]
  provider.answers.push({
    status: 400,
    json: { error: { type: 'VALIDATION_ERROR', message: 'Não foi possível salvar a venda', description: 'x', fields } },
  })
  expect(await run('create-order', INPUT)).toMatchObject({
    ok: false,
    failure: { class: 'permanent', effect: 'no', message: 'O contato informado não foi encontrado', provider: { status: 400 } },
  })
})

test('a total that the items do not add up to is refused before anything is sent', async () => {
  const { provider, run } = bling()
  expect(await run('create-order', { ...INPUT, total: '5.00' })).toMatchObject({
    ok: false,
    failure: { code: 'invalid_input', at: '/total', class: 'permanent', effect: 'no' },
  })
  expect(provider.requests).toEqual([])
})

test('warnings of Bling are part of the output and of the log', async () => {
  const { provider, run } = bling()
  provider.answers.push({ status: 201, json: { data: { id: 5, alertas: ['Estoque insuficiente', { msg: 'x' }] } } })
  const result = await run('create-order', INPUT)
  expect(result).toMatchObject({ ok: true, output: { id: '5', alertas: ['Estoque insuficiente', '{"msg":"x"}'] } })
  expect(result.logs).toEqual(['warn: Estoque insuficiente', 'warn: {"msg":"x"}'])
})

test('amounts reach Bling as exactly the decimals that were given', async () => {
  const { provider, run } = bling()
  provider.answers.push({ status: 201, json: { data: { id: 5 } } })
  const itens = [{ descricao: 'Copo', quantidade: '0.3', valor: '1234567890.1234' }]
  await run('create-order', { ...INPUT, itens, frete: 12.3 })
  expect(provider.requests[0]?.body).toMatchObject({ itens: [{ quantidade: 0.3, valor: 1234567890.1234 }], transporte: { frete: 12.3 } })
})

test.each([
  ['10.00', { itens: [{ quantidade: '3', valor: '3.3333' }] }, true],
  [
    '0.30',
    {
      itens: [
        { quantidade: 1, valor: 0.1 },
        { quantidade: 1, valor: 0.2 },
      ],
    },
    true,
  ],
  ['95.00', { itens: [{ quantidade: '1', valor: '100', desconto: '10' }], frete: '5' }, true],
  ['90.00', { itens: [{ quantidade: '1', valor: '100' }], desconto: { valor: '10', unidade: 'REAL' } }, true],
  ['90.00', { itens: [{ quantidade: '1', valor: '100' }], desconto: { valor: '10', unidade: 'PERCENTUAL' } }, true],
  ['100.01', { itens: [{ quantidade: '1', valor: '100' }] }, false],
] as const)('a total of %s for %j: %s', (total, order, expected) => {
  expect(addsUpTo(total, order)).toBe(expected)
})
