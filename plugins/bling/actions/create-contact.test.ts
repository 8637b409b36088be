import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')
const INPUT = { nome: 'Maria Exemplo', tipo: 'F', numeroDocumento: '12345678909' }

test('a contact is created as active, without the fields that have no value', async () => {
  await bling().replay('create-contact')
})

test('a contact that exists is found by the look-up and given back as the action would', async () => {
  const { provider, lookup, actions } = bling()
  provider.answers.push(
    { json: { data: [{ id: 7, nome: 'Maria', situacao: 'A', numeroDocumento: '12345678909' }] } },
    { json: { data: [] } },
  )
  expect(await lookup('create-contact', INPUT)).toMatchObject({ ok: true, output: { id: '7' } })
  expect(await lookup('create-contact', INPUT)).toMatchObject({ ok: true, output: null })
  expect(actions.naturalKey('bling', 'create-contact', INPUT)).toBe('["12345678909"]')
})

test('a document that another contact has fails with what Bling says', async () => {
  const { provider, run } = bling()
  const fields = [{ code: 4, msg: 'O CPF/CNPJ já está cadastrado no contato Maria', element: 'numeroDocumento', namespace: 'CONTATOS' }]
  provider.answers.push({
    status: 400,
    json: { error: { type: 'VALIDATION_ERROR', message: 'Não foi possível salvar o contato', description: 'x', fields } },
  })
  expect(await run('create-contact', INPUT)).toMatchObject({
    ok: false,
    failure: { class: 'permanent', effect: 'no', message: 'O CPF/CNPJ já está cadastrado no contato Maria' },
  })
})

test('a document with punctuation or a missing name is refused by field', async () => {
  const { run } = bling()
  expect(await run('create-contact', { ...INPUT, numeroDocumento: '123.456.789-09' })).toMatchObject({
    ok: false,
    failure: { code: 'invalid_input', at: '/numeroDocumento' },
  })
  expect(await run('create-contact', { tipo: 'F', numeroDocumento: '12345678909' })).toMatchObject({
    ok: false,
    failure: { code: 'invalid_input', at: '/nome' },
  })
})
