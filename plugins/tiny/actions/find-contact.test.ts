import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('a contact is found by its document', async () => {
  await tiny().replay('find-contact')
})

test('punctuation makes no difference, and a deleted contact is none', async () => {
  const { provider, run } = tiny()
  provider.answers.push(
    { json: { itens: [{ id: 7, cpfCnpj: '529.982.247-25', situacao: 'A' }] } },
    { json: { itens: [{ id: 7, cpfCnpj: '529.982.247-25', situacao: 'E' }] } },
  )
  expect(await run('find-contact', { documento: '52998224725' })).toMatchObject({ ok: true, output: { contato: { id: '7' } } })
  expect(await run('find-contact', { documento: '52998224725' })).toMatchObject({ ok: true, output: { contato: null } })
})
