import { expect, test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('get-stock asks and gives what was recorded', async () => {
  await omie().replay('get-stock')
})

test('neither id nor SKU is refused before anything is sent', async () => {
  const { provider, run } = omie()
  expect(await run('get-stock', {})).toMatchObject({ ok: false, failure: { code: 'invalid_input', at: '/codigo' } })
  expect(provider.requests).toEqual([])
})
