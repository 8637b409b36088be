import { expect, test } from 'vitest'
import { code, compile, flowOf, useSandbox, visitOf } from './testing/guests.ts'

const sandbox = useSandbox({ quietMs: 150 })

test('a sandbox that nobody uses keeps one child, and has all of them again as soon as work overlaps', async () => {
  const flow = await compile(sandbox(), flowOf({ s1: code('return trigger + 1') }))
  await expect.poll(() => sandbox().health(), { timeout: 10_000 }).toMatchObject({ children: 1, ready: 1, replaced: 0 })
  const alone = await visitOf(sandbox(), flow, 1)
  expect(alone.entries[0]?.record).toEqual({ status: 'done', output: 2 })
  expect(sandbox().health().children).toBe(1)
  const together = Promise.all([1, 2, 3].map((n) => visitOf(sandbox(), flow, n)))
  expect(sandbox().health().children).toBe(2)
  expect((await together).map((result) => result.entries[0]?.record)).toEqual([2, 3, 4].map((output) => ({ status: 'done', output })))
})
