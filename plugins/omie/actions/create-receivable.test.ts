import { expect, test } from 'vitest'
import { fault, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('create-receivable asks and gives what was recorded', async () => {
  await omie().replay('create-receivable')
})

const INPUT = { clienteId: '617700984', valor: '150.00', vencimento: '2026-12-31', categoria: '1.01.01', contaId: '903529904' }

test('a receivable that is there already is read by its integration code and given back', async () => {
  const { provider, run } = omie()
  provider.answers.push(
    fault('SOAP-ENV:Client-102', 'ERROR: Lançamento já cadastrado para o Código de Integração [TIT-1] com o nCod [915642742] !'),
    { json: { codigo_lancamento_omie: 915642742 } },
  )
  expect(await run('create-receivable', { ...INPUT, codigoIntegracao: 'TIT-1' })).toMatchObject({
    ok: true,
    output: { id: '915642742', codigoIntegracao: 'TIT-1', jaExistia: true },
  })
  expect(provider.requests[0]?.body).toMatchObject({
    param: [{ codigo_lancamento_integracao: 'TIT-1', data_vencimento: '31/12/2026', data_previsao: '31/12/2026', valor_documento: 150 }],
  })
})

test('a connection that breaks after the receivable was sent leaves the effect unknown, and the step’s own key makes it one', async () => {
  const { provider, run, actions } = omie()
  provider.answers.push({ hangUp: true }, { json: {} })
  for (let times = 0; times < 2; times++)
    expect(await run('create-receivable', INPUT)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'maybe' } })
  expect(provider.requests[0]?.body).toMatchObject({ param: [{ codigo_lancamento_integracao: 'run_x/s1' }] })
  expect(actions.facts('omie', 'create-receivable').repeatable).toEqual({ mode: 'idempotencyKey' })
})
