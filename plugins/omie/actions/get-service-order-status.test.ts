import { expect, test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('get-service-order-status asks and gives what was recorded', async () => {
  await omie().replay('get-service-order-status')
})

test('what the city says of the last RPS is the state, and its words come along', async () => {
  const { provider, run } = omie()
  const answer = (cStatusRps: string, more = {}) => ({
    json: { nCodOS: 5, cFaturada: 'S', ListaRpsNfse: [{ cStatusRps: '003' }, { cStatusRps, ...more }] },
  })
  provider.answers.push(
    answer('001'),
    answer('003', { mensagens: [{ cDescricao: 'Código do serviço inválido.' }] }),
    answer('004', { nNfse: '211' }),
  )
  const ask = () => run('get-service-order-status', { ordemId: 5 })
  expect(await ask()).toMatchObject({ output: { faturamento: 'processando' } })
  expect(await ask()).toMatchObject({ output: { faturamento: 'rejeitado', nota: { mensagem: 'Código do serviço inválido.' } } })
  expect(await ask()).toMatchObject({ output: { faturamento: 'autorizado', nota: { numero: '211' } } })
})

test('without the flag it cannot be told whether it is invoiced, and that is a failure', async () => {
  const { provider, run } = omie()
  provider.answers.push({ json: { nCodOS: 5 } })
  expect(await run('get-service-order-status', { ordemId: 5 })).toMatchObject({ ok: false })
})
