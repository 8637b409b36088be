import { expect, test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('get-pix-status asks and gives what was recorded', async () => {
  await omie().replay('get-pix-status')
})

test('a paid and a cancelled PIX are told apart, and a word that nobody knows is not taken for unpaid', async () => {
  const { provider, run } = omie()
  for (const cStatus of ['LIQUIDADO', 'CANCELADO', 'OUTRO']) provider.answers.push({ json: { nIdPix: 7, cStatus } })
  expect(await run('get-pix-status', { pixId: 7 })).toMatchObject({ ok: true, output: { situacao: 'liquidado' } })
  expect(await run('get-pix-status', { pixId: 7 })).toMatchObject({ ok: true, output: { situacao: 'cancelado' } })
  expect(await run('get-pix-status', { pixId: 7 })).toMatchObject({ ok: false })
})
