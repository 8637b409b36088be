import { expect, test } from 'vitest'
import { fault, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('receive-payment asks and gives what was recorded', async () => {
  await omie().replay('receive-payment')
})

test('a payment that was registered already counts as done, by the id that the refusal tells', async () => {
  const { provider, run } = omie()
  const text = 'ERROR: Recebimento já cadastrado para o Código de Integração [run_x/s1] com o nCod [88124] !'
  provider.answers.push(fault('SOAP-ENV:Client-102', text))
  expect(await run('receive-payment', { tituloId: 5, valor: '10.00' })).toMatchObject({
    ok: true,
    output: { id: '88124', liquidado: null, jaExistia: true },
  })
  expect(provider.requests[0]?.body).toMatchObject({ param: [{ codigo_baixa_integracao: 'run_x/s1', valor: 10, data: '21/11/2026' }] })
})

test('more than what is open is a lasting failure with the words of Omie', async () => {
  const { provider, run } = omie()
  provider.answers.push(fault('SOAP-ENV:Client-105', 'ERROR: O valor do recebimento é maior que o saldo do lançamento!'))
  expect(await run('receive-payment', { tituloId: 5, valor: '10.00' })).toMatchObject({ ok: false, failure: { effect: 'no' } })
})
