import { expect, test } from 'vitest'
import type { ActionFacts, ActionFailure } from '../actions/actions.types.ts'
import { afterFruitlessLook, retryOrGiveUp } from './after-failure.ts'
import { isLook, type Tries, triesAfter, triesAfterLook } from './tries.ts'

const RULE = { attempts: 3, backoffMs: 1_000, maxBackoffMs: 60_000 }
const FACTS: ActionFacts = {
  plugin: 'shop',
  action: 'create',
  version: '1',
  effect: 'create',
  repeatable: { mode: 'lookupFirst', by: ['/number'], consistency: 'eventual' },
  timeoutMs: 1_000,
  defaultRetry: RULE,
}
const OUR_LINE: ActionFailure = {
  code: 'rate_limited',
  message: 'no room',
  class: 'rateLimited',
  effect: 'no',
  retryAfterMs: 2_000,
  isOurLimit: true,
}
const REFUSED: ActionFailure = {
  code: 'rate_limited',
  message: 'slow down',
  class: 'rateLimited',
  effect: 'no',
  provider: { status: 429, body: null },
}
const LOGGED_OUT: ActionFailure = { code: 'reauthorise', message: 'sign in again', class: 'reauthorise', effect: 'no' }
const NO_NETWORK: ActionFailure = { code: 'network', message: 'gone', class: 'retry', effect: 'no' }
const DRIVER_SAYS_LATER: ActionFailure = {
  code: 'driver_retryafter',
  message: 'later',
  class: 'retry',
  effect: 'no',
  retryAfterMs: 500,
}

/** What follows the last of these failures of one step. */
function afterAll(failures: readonly ActionFailure[], rule: Parameters<typeof retryOrGiveUp>[0]['rule'] = RULE) {
  let tries: Tries | undefined
  let next: ReturnType<typeof retryOrGiveUp> = { do: 'giveUp' }
  for (const failure of failures) {
    tries = triesAfter(tries, failure)
    next = retryOrGiveUp({ at: 1_000_000, runId: 'run_a', facts: FACTS, rule, tries, failure })
  }
  return next
}
const times = (count: number, failure: ActionFailure) => Array.from({ length: count }, () => failure)

test('a run that stands in our own line before a provider’s limit keeps its place, however long the line is', () => {
  for (const count of [1, 3, 4, 100]) expect(afterAll(times(count, OUR_LINE))).toEqual({ do: 'retry', readyAt: 1_002_000 })
  expect(afterAll(times(500, OUR_LINE))).toEqual({ do: 'giveUp' })
})

test('whoever stood in line, or waited for an account to be connected again, still has all its attempts', () => {
  for (const pause of [OUR_LINE, LOGGED_OUT]) {
    const paused = times(30, pause)
    expect(afterAll([...paused, NO_NETWORK])).toMatchObject({ do: 'retry', readyAt: expect.any(Number) })
    expect(afterAll([NO_NETWORK, ...paused, NO_NETWORK, ...paused])).toMatchObject({ do: 'retry' })
    expect(afterAll([NO_NETWORK, ...paused, NO_NETWORK, NO_NETWORK])).toEqual({ do: 'giveUp' })
  }
})

test('after a pause the back-off begins where the failures before it had come to', () => {
  const wait = (failures: readonly ActionFailure[]) => {
    const next = afterAll(failures)
    return next.do === 'retry' ? next.readyAt - 1_000_000 : null
  }
  expect(wait([NO_NETWORK])).toBe(wait([...times(9, OUR_LINE), NO_NETWORK]))
  expect(wait([NO_NETWORK, NO_NETWORK])).toBe(wait([NO_NETWORK, ...times(9, LOGGED_OUT), NO_NETWORK]))
})

test('an account that must be connected again is looked at once an hour for three days, however long the line was', () => {
  expect(afterAll([...times(100, OUR_LINE), ...times(71, LOGGED_OUT)])).toEqual({ do: 'retry', readyAt: 1_000_000 + 3_600_000 })
  expect(afterAll(times(72, LOGGED_OUT))).toEqual({ do: 'giveUp' })
})

test('a step that is to be tried once, or again after other failures only, stands in line all the same', () => {
  expect(afterAll([OUR_LINE], { ...RULE, attempts: 1 })).toMatchObject({ do: 'retry' })
  expect(afterAll([OUR_LINE], { ...RULE, on: ['timeout'] })).toMatchObject({ do: 'retry' })
  expect(afterAll([REFUSED], { ...RULE, on: ['timeout'] })).toEqual({ do: 'giveUp' })
})

test.each([
  ['the provider itself refuses as too much', REFUSED],
  ['a driver asks for later', DRIVER_SAYS_LATER],
  ['is a network that stays away', NO_NETWORK],
])('what %s counts as an attempt', (_what, failure) => {
  expect(afterAll(times(2, failure))).toMatchObject({ do: 'retry' })
  expect(afterAll(times(3, failure))).toEqual({ do: 'giveUp' })
})

/** What follows the last of these looks for what a lost call did. */
function afterLooks(failures: ReadonlyArray<ActionFailure | null>) {
  let tries: Tries | undefined
  let looks = 0
  let next: ReturnType<typeof afterFruitlessLook> = { do: 'askPerson' }
  for (const failure of failures) {
    tries = triesAfterLook(tries, failure)
    if (isLook(failure)) looks++
    next = afterFruitlessLook({ at: 1_000_000, facts: FACTS, rule: RULE, tries, looks, lostAt: 999_000, failure })
  }
  return next
}

test('nobody is asked about a lost answer because the look for it stood in line', () => {
  expect(afterLooks(times(50, OUR_LINE))).toEqual({ do: 'lookUp', readyAt: 1_002_000 })
  expect(afterLooks([null, ...times(50, OUR_LINE), null])).toEqual({ do: 'lookUp', readyAt: 1_059_000 })
  expect(afterLooks(times(50, LOGGED_OUT))).toEqual({ do: 'lookUp', readyAt: 1_000_000 + 3_600_000 })
  expect(afterLooks([null, null, null])).toEqual({ do: 'askPerson' })
  expect(afterLooks(times(6, NO_NETWORK))).toEqual({ do: 'askPerson' })
})
