import { expect, test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('amounts and dates of invoices come in our form', async () => {
  await ole().replay('list-invoices')
})

test('a status without a document is refused by field', async () => {
  expect(await ole().run('list-invoices', { clienteId: '1', situacao: 'Pago' })).toMatchObject({
    ok: false,
    failure: { code: 'invalid_input', at: '/situacao' },
  })
})

test('open invoices of a document are asked for by the word that the provider filters by', async () => {
  const { provider, run } = ole()
  provider.answers.push({ json: { retorno_status: true, boletos: [] } })
  await run('list-invoices', { documento: '52998224725', situacao: 'Aberto' })
  expect(provider.requests[0]?.path).toBe('/boletos/buscacpfcnpj/529.982.247-25/Aberto')
})
