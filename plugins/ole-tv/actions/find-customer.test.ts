import { expect, test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('a customer is asked for by the masked document, and only the one with exactly that document is taken', async () => {
  await ole().replay('find-customer')
})

test('nobody with that document is no failure, whether the list is empty or missing', async () => {
  const { provider, run } = ole()
  provider.answers.push({ json: { retorno_status: true, lista: [] } }, { json: { retorno_status: true } })
  expect(await run('find-customer', { documento: '52998224725' })).toMatchObject({ ok: true, output: { cliente: null } })
  expect(await run('find-customer', { documento: '52998224725' })).toMatchObject({ ok: true, output: { cliente: null } })
})

test('an answer in a new shape is not taken for nobody', async () => {
  const { provider, run } = ole()
  provider.answers.push({ json: { retorno_status: true, clientes: [{ id: '1' }] } })
  expect(await run('find-customer', { documento: '52998224725' })).toMatchObject({ ok: false })
})

test('the slash of a CNPJ is encoded in the address', async () => {
  const { provider, run } = ole()
  provider.answers.push({ json: { retorno_status: true, lista: [] } })
  await run('find-customer', { documento: '11222333000181' })
  expect(provider.requests[0]?.path).toBe('/clientes/buscacpfcnpj/11.222.333%2F0001-81')
})
