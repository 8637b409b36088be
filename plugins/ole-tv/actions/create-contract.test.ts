import { expect, test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('a contract is made with the ERP’s number', async () => {
  await ole().replay('create-contract')
})

test('a MAC that is none is refused by field before anything is sent', async () => {
  const { provider, run } = ole()
  const input = { clienteId: '1', planoId: '101', equipamentos: [{ modeloId: '1', mac: 'ZZ:00:11:22:33:44' }] }
  expect(await run('create-contract', input)).toMatchObject({ ok: false, failure: { code: 'invalid_input', at: '/equipamentos/0/mac' } })
  expect(provider.requests).toEqual([])
})

test('G5 an answer that is lost leaves the effect unknown: the provider takes no key', async () => {
  const { provider, run } = ole()
  provider.answers.push({ hangUp: true })
  expect(await run('create-contract', { clienteId: '1', planoId: '101' })).toMatchObject({ ok: false, failure: { effect: 'maybe' } })
})
