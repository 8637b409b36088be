import { expect, test } from 'vitest'
import { code, compile, flowOf, OTHER_TENANT, TENANT, useSandbox, visitOf } from './testing/guests.ts'

// Every visit counts as a long one after 2 ms, as on a machine with far too much to do.
const sandbox = useSandbox({ exclusiveAfterMs: 2, watchMs: 2 })

test('C04 a step that makes way for slow neighbours again and again still runs', async () => {
  const flow = await compile(sandbox(), flowOf({ s1: code('let n = 0; for (let i = 0; i < 1e7; i++) n += i % 7; return trigger') }))
  const results = await Promise.all(Array.from({ length: 100 }, (_, i) => visitOf(sandbox(), flow, i, i % 2 === 0 ? TENANT : OTHER_TENANT)))
  expect(results.map((result) => result.entries[0]?.record)).toEqual(results.map((_, i) => ({ status: 'done', output: i })))
})
