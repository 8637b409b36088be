import { expect, test } from 'vitest'
import { fault, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('find-order asks and gives what was recorded', async () => {
  await omie().replay('find-order')
})

test('an order that is not there is null, any other failure is not', async () => {
  const { provider, run } = omie()
  provider.answers.push(
    fault('SOAP-ENV:Client-105', 'ERROR: Pedido não cadastrado para o Código [X] !'),
    fault('SOAP-ENV:Server', 'SOAP-ERROR: Broken response from Application Server (4)'),
  )
  expect(await run('find-order', { codigoIntegracao: 'X' })).toMatchObject({ ok: true, output: { pedido: null } })
  expect(await run('find-order', { codigoIntegracao: 'X' })).toMatchObject({ ok: false, failure: { class: 'retry' } })
})
