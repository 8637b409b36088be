import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addBusinessTime, isBusinessTime } from './business-time.ts'
import type { OpenHours, WorkCalendar } from './calendar.types.ts'
import { DEFAULT_WEEK } from './default-calendar.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
const NONE = { national: false, goodFriday: false, carnival: false, corpusChristi: false }
const NATIONAL = { ...NONE, national: true, goodFriday: true }

const office: WorkCalendar = { timezone: 'America/Sao_Paulo', week: DEFAULT_WEEK, holidays: NATIONAL, ownDays: [] }

/** Epoch milliseconds of a local time. */
function at(local: string, timezone = 'America/Sao_Paulo'): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timezone).epochMilliseconds
}

function local(ms: number, timezone = 'America/Sao_Paulo'): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone).toPlainDateTime().toString({ smallestUnit: 'minute' })
}

function everyDay(hours: OpenHours[], timezone: string): WorkCalendar {
  return { timezone, week: { 1: hours, 2: hours, 3: hours, 4: hours, 5: hours, 6: hours, 7: hours }, holidays: NONE, ownDays: [] }
}

test('two business hours asked for late on Friday end on Monday morning', () => {
  expect(local(addBusinessTime(office, at('2026-11-27T17:00'), 2 * HOUR))).toBe('2026-11-30T10:00')
})

test('an hour asked for an hour before closing ends at closing time, not at the next opening', () => {
  expect(local(addBusinessTime(office, at('2026-11-26T17:00'), HOUR))).toBe('2026-11-26T18:00')
})

test('no business time at all means now when open, and the next opening when closed', () => {
  expect(addBusinessTime(office, at('2026-11-26T10:30'), 0)).toBe(at('2026-11-26T10:30'))
  expect(local(addBusinessTime(office, at('2026-11-26T18:00'), 0))).toBe('2026-11-27T09:00')
  expect(local(addBusinessTime(office, at('2026-11-28T03:00'), 0))).toBe('2026-11-30T09:00')
})

test('a national holiday does not count: Proclamação da República moves nothing on a Sunday, Consciência Negra does on a Friday', () => {
  expect(isBusinessTime(office, at('2026-11-20T10:00'))).toBe(false)
  expect(local(addBusinessTime(office, at('2026-11-19T17:30'), HOUR))).toBe('2026-11-23T09:30')
})

test('a day of the workspace wins over weekday and holiday: closed, open on a holiday, or open for half a day', () => {
  const calendar: WorkCalendar = {
    ...office,
    ownDays: [
      { date: '2026-11-25', name: 'Inventário', everyYear: false, hours: [] },
      { date: '2026-11-20', name: 'Black Friday', everyYear: false, hours: [{ from: '08:00', to: '12:00' }] },
      { date: '2020-12-24', name: 'Véspera de Natal', everyYear: true, hours: [{ from: '09:00', to: '12:00' }] },
    ],
  }
  expect(isBusinessTime(calendar, at('2026-11-25T10:00'))).toBe(false)
  expect(isBusinessTime(calendar, at('2026-11-20T08:30'))).toBe(true)
  expect(local(addBusinessTime(calendar, at('2026-12-24T11:00'), 2 * HOUR))).toBe('2026-12-28T10:00')
})

test('hours of an hour that the clock skips have no length, and hours around it lose just that hour', () => {
  // New York, 2026-03-08: 02:00 becomes 03:00.
  const zone = 'America/New_York'
  const inside = everyDay([{ from: '02:15', to: '02:45' }], zone)
  expect(local(addBusinessTime(inside, at('2026-03-08T00:00', zone), 10 * MINUTE), zone)).toBe('2026-03-09T02:25')
  const around = everyDay([{ from: '02:30', to: '05:00' }], zone)
  expect(local(addBusinessTime(around, at('2026-03-08T00:00', zone), 2 * HOUR), zone)).toBe('2026-03-08T05:00')
})

test('an hour that comes twice counts twice when the hours go over it', () => {
  // New York, 2026-11-01: 02:00 becomes 01:00 again.
  const zone = 'America/New_York'
  const night = everyDay([{ from: '00:00', to: '04:00' }], zone)
  expect(local(addBusinessTime(night, at('2026-11-01T00:00', zone), 5 * HOUR), zone)).toBe('2026-11-01T04:00')
})

test('where midnight itself is skipped, a day begins when the clock does (São Paulo, 2018-11-04)', () => {
  const always = everyDay([{ from: '00:00', to: '24:00' }], 'America/Sao_Paulo')
  const start = at('2018-11-03T12:00')
  expect(addBusinessTime(always, start, 30 * HOUR)).toBe(start + 30 * HOUR)
})

test('a calendar that never opens, and an amount that is none, are refused instead of counted for ever', () => {
  expect(() => addBusinessTime(everyDay([], 'UTC'), 0, 1)).toThrow(RangeError)
  expect(() => addBusinessTime(office, 0, -1)).toThrow(RangeError)
  expect(() => addBusinessTime(office, 0, Number.NaN)).toThrow(RangeError)
  expect(() => addBusinessTime(office, 0, Number.POSITIVE_INFINITY)).toThrow(RangeError)
})

const minuteOfDay = fc.integer({ min: 0, max: 1440 })
const time = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const hours = fc
  .uniqueArray(minuteOfDay, { minLength: 0, maxLength: 6 })
  .map((minutes) => minutes.sort((a, b) => a - b))
  .map((sorted) =>
    sorted.flatMap((from, i) => (i % 2 === 0 && sorted[i + 1] !== undefined ? [{ from: time(from), to: time(sorted[i + 1] ?? 0) }] : [])),
  )
const zones = fc.constantFrom('America/Sao_Paulo', 'America/New_York', 'America/Noronha', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC')
const calendars = fc.tuple(zones, hours, hours, fc.boolean()).map(
  ([timezone, workdays, weekend, national]): WorkCalendar => ({
    timezone,
    // Thursdays always open: an amount can always pass.
    week: { 1: workdays, 2: workdays, 3: workdays, 4: [{ from: '10:00', to: '16:00' }], 5: workdays, 6: weekend, 7: [] },
    holidays: { ...NONE, national },
    ownDays: [],
  }),
)
/** Around changes of offset of all the zones above, whole minutes. */
const starts = fc
  .tuple(
    fc.constantFrom('2011-12-28', '2018-11-02', '2019-02-15', '2026-03-06', '2026-04-03', '2026-10-02', '2026-10-30'),
    fc.integer({ min: 0, max: 6000 }),
  )
  .map(([day, minutes]) => Temporal.Instant.from(`${day}T00:00:00Z`).epochMilliseconds + minutes * MINUTE)

test('the business minutes counted one by one up to the answer are the minutes asked for', () => {
  fc.assert(
    fc.property(calendars, starts, fc.integer({ min: 1, max: 900 }), (calendar, start, minutes) => {
      const end = addBusinessTime(calendar, start, minutes * MINUTE)
      let counted = 0
      for (let t = start; t < end; t += MINUTE) if (isBusinessTime(calendar, t)) counted++
      expect(counted).toBe(minutes)
      expect(isBusinessTime(calendar, end - MINUTE)).toBe(true)
    }),
    { numRuns: 40, seed: 20261123 },
  )
}, 60_000)

test('waiting twice is waiting once for both amounts, and starting later never ends earlier', () => {
  const amount = fc.integer({ min: 1, max: 40 * HOUR })
  fc.assert(
    fc.property(calendars, starts, amount, amount, (calendar, start, first, second) => {
      const once = addBusinessTime(calendar, start, first + second)
      expect(addBusinessTime(calendar, addBusinessTime(calendar, start, first), second)).toBe(once)
      expect(addBusinessTime(calendar, start + 7 * MINUTE, first + second)).toBeGreaterThanOrEqual(once)
    }),
    { numRuns: 100, seed: 20261123 },
  )
}, 60_000)
