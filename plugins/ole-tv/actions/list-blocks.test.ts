import { expect, test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('active blocks say whether a contract is blocked', async () => {
  await ole().replay('list-blocks')
})

test('that there are none comes as an error of the provider, and is none', async () => {
  const { provider, run } = ole()
  provider.answers.push({ json: { retorno_status: false, error: 'Nenhum bloqueio encontrado!' } })
  expect(await run('list-blocks', { contratoId: '5' })).toMatchObject({ ok: true, output: { bloqueado: false, bloqueios: [] } })
})
