import { expect, test } from 'vitest'
import { fault, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('adjust-stock asks and gives what was recorded', async () => {
  await omie().replay('adjust-stock')
})

test('an adjustment that was made already is given back by the id that the refusal tells', async () => {
  const { provider, run } = omie()
  const text = 'ERROR: Já existe um ajuste de estoque para o código de integração [run_x/s1] com o ID [88124] para o produto [640524827] !'
  provider.answers.push(fault('SOAP-ENV:Client-1000', text))
  const input = { produtoId: '640524827', operacao: 'SAI', quantidade: '3' }
  expect(await run('adjust-stock', input)).toMatchObject({ ok: true, output: { ajusteId: '88124' } })
  expect(provider.requests[0]?.body).toMatchObject({ param: [{ cod_int_ajuste: 'run_x/s1', tipo: 'SAI', motivo: 'OPS', quan: '3' }] })
})

test('a balance that Omie is still computing is asked for again, and nothing was done', async () => {
  const { provider, run } = omie()
  provider.answers.push(
    fault('SOAP-ENV:Client-1', 'ERROR: O cálculo do saldo de estoque e CMC do produto ainda não foi concluído para o local [1] !'),
  )
  expect(await run('adjust-stock', { produtoId: '5', operacao: 'ENT', quantidade: '3' })).toMatchObject({
    ok: false,
    failure: { class: 'retry', effect: 'no' },
  })
})
