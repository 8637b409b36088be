import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('an invoice is sent, and the answer says no more than that', async () => {
  await bling().replay('send-invoice')
})

test('an invoice that was sent is not sent again; a draft and a rejected one are', async () => {
  const { provider, lookup } = bling()
  const answers = [3, 1, 4].map((situacao) => ({ json: { data: { id: 5, situacao } } }))
  provider.answers.push(...answers)
  expect(await lookup('send-invoice', { notaId: 5 })).toMatchObject({ ok: true, output: { id: '5', estado: 'processando', xml: null } })
  expect(await lookup('send-invoice', { notaId: 5 })).toMatchObject({ ok: true, output: null })
  expect(await lookup('send-invoice', { notaId: 5 })).toMatchObject({ ok: true, output: null })
})

test('whether it is e-mailed is left to the account unless it is said', async () => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: { xml: '<nfeProc/>' } } })
  await run('send-invoice', { notaId: 5 })
  expect(provider.requests[0]?.path).toBe('/Api/v3/nfe/5/enviar')
})
