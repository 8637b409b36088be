import { expect, test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('an active contract is cancelled', async () => {
  await ole().replay('cancel-contract')
})

test('a contract that is not active any more is not cancelled again', async () => {
  const { provider, run } = ole()
  provider.answers.push({ json: { retorno_status: true, contratos: [{ id: '5', status: 'Cancelado' }] } })
  expect(await run('cancel-contract', { clienteId: '1', contratoId: '5' })).toMatchObject({ ok: true, output: { jaCancelado: true } })
  expect(provider.requests).toHaveLength(1)
})
