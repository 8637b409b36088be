import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('a contact is read, changed and written back whole', async () => {
  await bling().replay('update-contact')
})

test('a contact that comes in part is not written back', async () => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: { id: 5, email: 'a@exemplo.com.br' } } })
  expect(await run('update-contact', { contatoId: 5, email: 'b@exemplo.com.br' })).toMatchObject({ ok: false })
  expect(provider.requests.map(({ method }) => method)).toEqual(['GET'])
})

test('a change of nothing is refused before anything is sent', async () => {
  const { provider, run } = bling()
  expect(await run('update-contact', { contatoId: '1', endereco: { numero: null } })).toMatchObject({
    ok: false,
    failure: { code: 'invalid_input' },
  })
  expect(provider.requests).toEqual([])
})
