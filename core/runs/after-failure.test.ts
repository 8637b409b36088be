import { expect, test } from 'vitest'
import type { ActionFailure } from '../actions/actions.types.ts'
import { retryOrGiveUp } from './after-failure.ts'

const RULE = { attempts: 3, backoffMs: 1_000, maxBackoffMs: 60_000 }
const FACTS = {
  plugin: 'shop',
  action: 'create',
  version: '1',
  effect: 'create',
  repeatable: { mode: 'never' },
  timeoutMs: 1_000,
  defaultRetry: RULE,
} as const
const next = (failure: ActionFailure, failures: number) =>
  retryOrGiveUp({ at: 1_000_000, runId: 'run_a', facts: FACTS, rule: RULE, failures, failure })

test('a run that stands in our own line before a provider’s limit keeps its place, however long the line is', () => {
  const failure: ActionFailure = { code: 'rate_limited', message: 'no room', class: 'rateLimited', effect: 'no', retryAfterMs: 2_000 }
  for (const failures of [1, 3, 4, 100]) expect(next(failure, failures)).toEqual({ do: 'retry', readyAt: 1_002_000 })
})

test('what the provider itself refuses as too much counts as an attempt', () => {
  const provider = { status: 429, body: null }
  const failure: ActionFailure = { code: 'rate_limited', message: 'slow down', class: 'rateLimited', effect: 'no', provider }
  expect(next(failure, 2)).toMatchObject({ do: 'retry' })
  expect(next(failure, 3)).toEqual({ do: 'giveUp' })
})

test('a network that stays away counts as an attempt', () => {
  const failure: ActionFailure = { code: 'network', message: 'gone', class: 'retry', effect: 'no' }
  expect(next(failure, 2)).toMatchObject({ do: 'retry' })
  expect(next(failure, 3)).toEqual({ do: 'giveUp' })
})
