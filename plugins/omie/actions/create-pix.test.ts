import { expect, test } from 'vitest'
import { fault, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('create-pix asks and gives what was recorded', async () => {
  await omie().replay('create-pix')
})

test('a PIX that is there already is read by its integration code and given back with its code to pay', async () => {
  const { provider, run } = omie()
  provider.answers.push(fault('SOAP-ENV:Client-102', 'ERROR: PIX já cadastrado para o Código de Integração [run_x/s1] com o nCod [7] !'), {
    json: { nIdPix: 7, nCodTitulo: 5, cCopiaCola: '00020126', cUrlPix: 'https://x/7' },
  })
  expect(await run('create-pix', { valor: '9.90', tituloId: 5 })).toMatchObject({
    ok: true,
    output: { id: '7', tituloId: '5', copiaECola: '00020126', jaExistia: true },
  })
})

test('without a receivable and without a customer nothing is sent', async () => {
  const { provider, run } = omie()
  expect(await run('create-pix', { valor: '9.90' })).toMatchObject({ ok: false, failure: { effect: 'no' } })
  expect(provider.requests).toEqual([])
})
