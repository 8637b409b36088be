import { expect, test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('get-invoice asks and gives what was recorded', async () => {
  await omie().replay('get-invoice')
})

test('neither invoice nor order is refused before anything is sent', async () => {
  const { provider, run } = omie()
  expect(await run('get-invoice', {})).toMatchObject({ ok: false, failure: { code: 'invalid_input', at: '/notaId' } })
  expect(provider.requests).toEqual([])
})
