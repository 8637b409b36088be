import { expect, test } from 'vitest'
import { dueTimes } from './due-times.ts'
import { nextTimes, scheduleFault, scheduleTimes } from './schedule-times.ts'

const cron = (expression: string, timezone = 'America/Sao_Paulo') => scheduleTimes({ when: { by: 'cron', expression }, timezone }, 0)
const at = (iso: string) => Date.parse(iso)
const iso = (times: number[]) => times.map((ms) => new Date(ms).toISOString())
const NOW = at('2026-11-23T12:00:00Z')

test('nine in the morning is nine on the wall of the timezone', () => {
  expect(iso(nextTimes(cron('0 9 * * 1-5'), at('2026-11-20T12:00:00Z'), 2))).toEqual([
    '2026-11-23T12:00:00.000Z',
    '2026-11-24T12:00:00.000Z',
  ])
})

test('a time that summer time skips is due when the gap is over, once', () => {
  const times = cron('30 2 * * *', 'America/New_York')
  expect(iso(nextTimes(times, at('2026-03-07T12:00:00Z'), 2))).toEqual(['2026-03-08T07:00:00.000Z', '2026-03-09T06:30:00.000Z'])
  // Midnight itself was skipped in São Paulo.
  expect(iso(nextTimes(cron('0 0 * * *'), at('2018-11-03T12:00:00Z'), 2))).toEqual(['2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z'])
})

test('a time that the end of summer time repeats is due once; every half hour goes on evenly', () => {
  expect(iso(nextTimes(cron('30 1 * * *', 'America/New_York'), at('2026-10-31T12:00:00Z'), 2))).toEqual([
    '2026-11-01T05:30:00.000Z',
    '2026-11-02T06:30:00.000Z',
  ])
  const halves = nextTimes(cron('*/30 * * * *', 'America/New_York'), at('2026-11-01T04:45:00Z'), 8)
  expect(halves.slice(1).every((ms, i) => ms - (halves[i] ?? 0) === 30 * 60_000)).toBe(true)
})

test('looking back finds the same times as looking ahead, around every change of the clock', () => {
  const zones = ['America/New_York', 'America/Sao_Paulo', 'Europe/Lisbon', 'Australia/Lord_Howe']
  const starts = ['2026-03-01T00:00:00Z', '2026-10-24T00:00:00Z', '2018-10-30T00:00:00Z', '2018-02-10T00:00:00Z']
  for (const expression of ['30 2 * * *', '30 1 * * *', '*/20 * * * *', '0 0 * * *', '15 */2 * * *'])
    for (const zone of zones)
      for (const start of starts) {
        const times = cron(expression, zone)
        const ahead = nextTimes(times, at(start), 40)
        expect(ahead.slice(1).map((ms) => times.before(ms))).toEqual(ahead.slice(0, -1))
      }
})

test('an interval counts from when it was published and does not drift', () => {
  const times = scheduleTimes({ when: { by: 'interval', everySeconds: 90 }, timezone: 'UTC' }, NOW)
  expect(iso(nextTimes(times, NOW + 100_000, 2))).toEqual(['2026-11-23T12:03:00.000Z', '2026-11-23T12:04:30.000Z'])
  expect([times.before(NOW + 90_000), times.before(NOW + 90_001), times.after(NOW - 5)]).toEqual([null, NOW + 90_000, NOW + 90_000])
})

test('what is no schedule is told apart: form, timezone, and never again', () => {
  const fault = (expression: string, timezone = 'America/Sao_Paulo') => scheduleFault({ when: { by: 'cron', expression }, timezone }, NOW)
  expect(['0 9 * * 1-5', '*/5 * * * * *', '@daily', '0 0 L * *'].map((each) => fault(each))).toEqual([null, null, null, null])
  for (const wrong of ['', 'x', '60 * * * *', '* * * *', '2027-01-01T00:00:00', '* * * * * * 2027', '@reboot', '0 9 * * segunda'])
    expect([wrong, fault(wrong)]).toEqual([wrong, 'cron_invalid'])
  expect(fault('0 0 31 2 *')).toBe('cron_never')
  for (const wrong of ['', 'Sao Paulo', 'America/Nowhere', '+03:00', '__proto__'])
    expect(fault('0 9 * * *', wrong)).toBe('timezone_unknown')
})

const minutes = cron('* * * * *')
const since = (count: number) => NOW - count * 60_000

test('a schedule looked at in time starts what is due, whatever its policy', () => {
  for (const policy of ['none', 'last', 'all'] as const)
    expect(dueTimes(minutes, NOW, NOW + 400, policy)).toEqual({
      runs: [{ dueAt: NOW, isCatchUp: false }],
      missed: null,
      nextAt: NOW + 60_000,
    })
})

test('after an hour away: none starts only what is due now, last no more than one, all every one', () => {
  const down = (policy: 'none' | 'last' | 'all', now = NOW + 90_000, times = minutes) => dueTimes(times, since(60), now, policy)
  expect(down('none').runs).toEqual([{ dueAt: NOW + 60_000, isCatchUp: false }])
  expect(down('last').runs).toEqual([{ dueAt: NOW + 60_000, isCatchUp: false }])
  expect(down('all').runs).toHaveLength(62)
  expect(down('all').missed).toEqual({ from: since(60), to: NOW, count: 61, isMore: false, caughtUp: 61 })
  const daily = cron('0 9 * * *')
  const late = (policy: 'none' | 'last') => dueTimes(daily, at('2026-11-20T12:00:00Z'), NOW + 3_600_000, policy)
  expect(late('last').runs).toEqual([{ dueAt: NOW, isCatchUp: true }])
  expect(late('none')).toMatchObject({ runs: [], missed: { count: 4, caughtUp: 0 }, nextAt: NOW + 24 * 3_600_000 })
})

test('catching up is bounded: the newest hundred, and the rest is reported', () => {
  const due = dueTimes(minutes, since(300), NOW + 90_000, 'all')
  expect(due.runs).toHaveLength(101)
  expect(due.missed).toMatchObject({ count: 301, caughtUp: 100, isMore: false, from: since(300) })
  const month = dueTimes(minutes, since(43_200), NOW + 90_000, 'all')
  expect(month.missed).toMatchObject({ count: 1000, isMore: true, caughtUp: 100 })
})
