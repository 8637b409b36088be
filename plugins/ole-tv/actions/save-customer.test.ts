import { expect, test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('who is not there is created', async () => {
  await ole().replay('save-customer')
})

test('a document that somebody else took a moment ago is looked up and changed', async () => {
  const { provider, run } = ole()
  const row = { id: '7', nome: 'Cliente Exemplo', cpf_cnpj: '529.982.247-25' }
  provider.answers.push(
    { json: { retorno_status: true, lista: [] } },
    { json: { retorno_status: false, error: { cpf_cnpj: 'CPF/CNPJ já cadastrado!' } } },
    { json: { retorno_status: true, lista: [row] } },
    { json: { retorno_status: true, dados: { ...row, tipo_pessoa: 'Pessoa Física', dia_vencimento: '10' } } },
  )
  expect(await run('save-customer', { documento: '52998224725', nome: 'Cliente Exemplo' })).toMatchObject({
    ok: true,
    output: { clienteId: '7', criado: false },
  })
})
