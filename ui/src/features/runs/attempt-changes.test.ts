import { expect, test } from 'vitest'
import type { StepAttempt } from '#lib/api/runs.ts'
import { attemptChanges } from './attempt-changes.ts'

function attempt(status: number, answerBody: string, message: string | null): StepAttempt {
  return {
    attempt: 1,
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 5,
    status: message === null ? 'done' : 'failed',
    error: message === null ? null : { code: 'provider', message },
    calls: [
      {
        startedAt: '2026-01-01T00:00:00.000Z',
        durationMs: 5,
        method: 'POST',
        url: 'https://erp.test/a',
        requestBody: '{"n":1}',
        status,
        answerBody,
      },
    ],
    logs: [],
  }
}

test('an attempt shows what is not as it was in the one before', () => {
  expect(attemptChanges(attempt(503, 'busy', 'HTTP 503'), attempt(200, '{"id":7}', null))).toEqual([
    { part: 'answer', before: '503\nbusy', after: '200\n{"id":7}' },
    { part: 'error', before: 'HTTP 503', after: '' },
  ])
  expect(attemptChanges(attempt(503, 'busy', 'HTTP 503'), attempt(503, 'busy', 'HTTP 503'))).toEqual([])
})
