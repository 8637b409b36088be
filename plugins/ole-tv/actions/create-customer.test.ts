import { expect, test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('a customer is sent as the provider wants it: masked document, Brazilian date, area code apart', async () => {
  await ole().replay('create-customer')
})

test('a document that somebody has is a conflict in the provider’s words', async () => {
  const { provider, run } = ole()
  provider.answers.push({ json: { retorno_status: false, error: { cpf_cnpj: 'CPF/CNPJ já cadastrado!' } } })
  const input = { documento: '52998224725', nome: 'Cliente Exemplo', endereco: { cep: '01001-000' } }
  expect(await run('create-customer', input)).toMatchObject({
    ok: false,
    failure: { class: 'conflict', effect: 'no', message: 'CPF/CNPJ já cadastrado!' },
  })
})

test('a postal code that does not exist fails in the provider’s words', async () => {
  const { provider, run } = ole()
  provider.answers.push({ json: { retorno_status: false, error: { endereco_cep: 'CEP invalido!' } } })
  const input = { documento: '52998224725', nome: 'Cliente Exemplo', endereco: { cep: '99999-999' } }
  expect(await run('create-customer', input)).toMatchObject({ ok: false, failure: { class: 'permanent', message: 'CEP invalido!' } })
})
