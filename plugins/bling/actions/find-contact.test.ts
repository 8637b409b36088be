import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')
const INPUT = { numeroDocumento: '12345678909' }
const row = (id: number, numeroDocumento: string, situacao = 'A') => ({
  id,
  nome: `Contato ${id}`,
  codigo: '',
  situacao,
  numeroDocumento,
  telefone: '',
  celular: '',
})

test('a contact is found by its document, however it was typed in Bling', async () => {
  await bling().replay('find-contact')
})

test('no row, a row of another document and a deleted contact are all "no contact"', async () => {
  const { provider, run } = bling()
  for (const data of [[], [row(1, '98765432100')], [row(2, '12345678909', 'E')]]) {
    provider.answers.push({ json: { data } })
    expect(await run('find-contact', INPUT)).toMatchObject({ ok: true, output: { contato: null } })
  }
})

test('a full page of other contacts proves nothing, so the step fails instead of saying that there is none', async () => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: Array.from({ length: 100 }, (_, index) => row(index + 1, '98765432100')) } })
  expect(await run('find-contact', INPUT)).toMatchObject({ ok: false, failure: { class: 'permanent', effect: 'no' } })
})
