import { expect, test } from 'vitest'
import { unexpected } from './carry-out.ts'

test('a call during which the database went away is tried again; one that our own code broke is not', () => {
  const lost = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED', syscall: 'connect' })
  for (const error of [lost, new Error('Connection terminated unexpectedly')])
    expect(unexpected(error)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'maybe' } })
  expect(unexpected(new TypeError('x is not a function'))).toMatchObject({ ok: false, failure: { class: 'permanent', effect: 'maybe' } })
})
