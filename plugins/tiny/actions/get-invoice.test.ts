import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('an invoice says how far it is', async () => {
  await tiny().replay('get-invoice')
})

test('a situation that is not documented is unknown, and such an invoice is not sent again', async () => {
  const { provider, run } = tiny()
  provider.answers.push({ json: { id: 1, situacao: '42' } })
  expect(await run('get-invoice', { notaId: 1 })).toMatchObject({
    ok: true,
    output: { estado: 'desconhecida', transmissao: 'desconhecida' },
  })
})
