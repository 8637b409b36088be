import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as date from './dates.ts'
import * as business from './dates-business.ts'

test('a moment is read in every form that people and providers write', () => {
  const forms: Array<[string | number | Date, string]> = [
    ['2026-11-21T14:30:00Z', '2026-11-21T14:30:00.000Z'],
    ['2026-11-21T11:30:00-03:00', '2026-11-21T14:30:00.000Z'],
    ['2026-11-21T11:30:00.5-0300', '2026-11-21T14:30:00.500Z'],
    ['2026-11-21 11:30:00', '2026-11-21T14:30:00.000Z'],
    ['2026-11-21T11:30', '2026-11-21T14:30:00.000Z'],
    ['2026-11-21T11:30:00-03:00[America/Sao_Paulo]', '2026-11-21T14:30:00.000Z'],
    ['2026-11-21', '2026-11-21T03:00:00.000Z'],
    ['21/11/2026', '2026-11-21T03:00:00.000Z'],
    ['1/2/2026', '2026-02-01T03:00:00.000Z'],
    ['21/11/2026 11:30', '2026-11-21T14:30:00.000Z'],
    ['21/11/2026, 11:30:15', '2026-11-21T14:30:15.000Z'],
    ['21.11.2026 às 11h30', '2026-11-21T14:30:00.000Z'],
    ['20261121', '2026-11-21T03:00:00.000Z'],
    ['20261121113000', '2026-11-21T14:30:00.000Z'],
    ['21 de novembro de 2026', '2026-11-21T03:00:00.000Z'],
    ['1º de Março de 2026 às 08:00', '2026-03-01T11:00:00.000Z'],
    ['Sat, 21 Nov 2026 11:30:00 -0300', '2026-11-21T14:30:00.000Z'],
    ['21 Nov 2026 14:30:00 GMT', '2026-11-21T14:30:00.000Z'],
    [Date.UTC(2026, 10, 21, 14, 30), '2026-11-21T14:30:00.000Z'],
    [new Date('2026-11-21T14:30:00Z'), '2026-11-21T14:30:00.000Z'],
    ['29/02/2028', '2028-02-29T03:00:00.000Z'],
  ]
  expect(forms.map(([form]) => [form, date.parse(form)])).toEqual(forms)
  expect(date.parse(Temporal.Instant.from('2026-11-21T14:30:00Z') as unknown as Date)).toBe('2026-11-21T14:30:00.000Z')
})

test('what is no moment says why', () => {
  const faults: Array<[unknown, string]> = [
    ['yesterday', 'not a moment: "yesterday"'],
    ['', 'not a moment: ""'],
    [null, 'not a moment: null'],
    [Number.NaN, 'not a moment: NaN'],
    [new Date(Number.NaN), 'not a moment'],
    [{}, 'not a moment'],
    ['31/02/2026', 'fevereiro de 2026 has no day 31'],
    ['29/02/2026', 'fevereiro de 2026 has no day 29'],
    ['11/21/2026', 'there is no month 21'],
    ['2026-13-01', 'there is no month 13'],
    ['2026-11-21T25:00:00Z', 'no such time of day'],
    ['21/11-2026', 'not a moment'],
    ['21/11/26', 'not a moment'],
    ['2026-11-21T10:00:00+99:00', 'not a moment'],
    [`2026-11-21${' '.repeat(1000)}x`, 'not a moment'],
  ]
  for (const [value, reason] of faults) {
    expect(date.isMoment(value)).toBe(false)
    expect(() => Reflect.apply(date.parse, null, [value])).toThrow(reason)
  }
  expect(() => date.format('2026-11-21', 'dd', 'America/Sampa')).toThrow('not a timezone: America/Sampa')
  expect(() => date.format('2026-11-21', 'dd', '+25')).toThrow('not a timezone')
})

test('other forms are read by their pattern', () => {
  expect(date.parse('11/21/2026 02-30', { pattern: 'MM/dd/yyyy HH-mm', timezone: 'UTC' })).toBe('2026-11-21T02:30:00.000Z')
  expect(() => date.parse('21.11.2026', { pattern: 'dd/MM/yyyy' })).toThrow('not a moment')
  expect(() => date.parse('21', { pattern: 'dd' })).toThrow('needs yyyy, MM and dd')
  expect(() => date.parse('21', { pattern: 'dd/MM/yyyy dd' })).toThrow('each token once')
  // Everything but the tokens is meant as it stands.
  expect(() => date.parse('2026x11x21', { pattern: 'yyyy.MM.dd' })).toThrow('not a moment')
})

test('a day without time is that day there, in every timezone', () => {
  for (const timezone of ['America/Sao_Paulo', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC', 'America/Noronha', 'America/Rio_Branco']) {
    expect(date.format('2026-11-21', 'dd/MM/yyyy HH:mm', timezone)).toBe('21/11/2026 00:00')
    expect(date.day('21/11/2026', timezone)).toBe('2026-11-21')
  }
})

test('dates are shown in a timezone, in Portuguese', () => {
  const moment = '2026-11-21T02:30:05.007Z'
  expect(date.format(moment, 'dd/MM/yyyy HH:mm:ss')).toBe('20/11/2026 23:30:05')
  expect(date.format(moment, 'EEEE, dd de MMMM de yyyy')).toBe('sexta-feira, 20 de novembro de 2026')
  expect(date.format(moment, 'yy EEE dd MMM HH:mm:ss.SSSXXX')).toBe('26 sex 20 nov 23:30:05.007-03:00')
  expect([date.withOffset(moment), date.withOffset(moment, 'Asia/Kolkata'), date.withOffset(moment, 'UTC')]).toEqual([
    '2026-11-20T23:30:05-03:00',
    '2026-11-21T08:00:05+05:30',
    '2026-11-21T02:30:05+00:00',
  ])
  expect([date.weekdayName(moment), date.weekdayName(moment, 'en'), date.monthName(moment), date.monthName(moment, 'en')]).toEqual([
    'sexta-feira',
    'Friday',
    'novembro',
    'November',
  ])
  expect(date.parts(moment)).toEqual({
    year: 2026,
    month: 11,
    day: 20,
    hour: 23,
    minute: 30,
    second: 5,
    millisecond: 7,
    weekday: 5,
    dayOfYear: 324,
    daysInMonth: 30,
  })
})

test('moments move by the calendar of their timezone', () => {
  expect(date.add('2026-01-31T12:00:00Z', { months: 1 })).toBe('2026-02-28T12:00:00.000Z')
  expect(date.add('2028-02-29T12:00:00Z', { years: 1 })).toBe('2029-02-28T12:00:00.000Z')
  expect(date.add('2026-11-21T12:00:00Z', { days: -1, hours: 2 })).toBe('2026-11-20T14:00:00.000Z')
  // The clocks of New York went forward on 2026-03-08: a day later is 23 hours later.
  expect(date.add('2026-03-07T12:00:00-05:00', { days: 1 }, 'America/New_York')).toBe('2026-03-08T16:00:00.000Z')
  // São Paulo had summer time until 2019: 2018-11-04 began at 1 o'clock.
  expect(date.startOf('2018-11-04T15:00:00Z', 'day')).toBe('2018-11-04T03:00:00.000Z')
  expect(() => date.add('2026-11-21', { days: 1.5 })).toThrow('days must be a whole number')
  expect(() => Reflect.apply(date.add, null, ['2026-11-21', { day: 1 }])).toThrow('not a unit of time: day')
})

test('the start and end of a period frame it', () => {
  const moment = '2026-11-21T14:30:45.123Z'
  const periods: Array<[date.Period, string, string]> = [
    ['minute', '2026-11-21T14:30:00.000Z', '2026-11-21T14:30:59.999Z'],
    ['hour', '2026-11-21T14:00:00.000Z', '2026-11-21T14:59:59.999Z'],
    ['day', '2026-11-21T03:00:00.000Z', '2026-11-22T02:59:59.999Z'],
    ['week', '2026-11-16T03:00:00.000Z', '2026-11-23T02:59:59.999Z'],
    ['month', '2026-11-01T03:00:00.000Z', '2026-12-01T02:59:59.999Z'],
    ['year', '2026-01-01T03:00:00.000Z', '2027-01-01T02:59:59.999Z'],
  ]
  expect(periods.map(([period]) => [period, date.startOf(moment, period), date.endOf(moment, period)])).toEqual(periods)
  expect(() => Reflect.apply(date.startOf, null, [moment, 'decade'])).toThrow('not a period: decade')
})

test('differences, weeks and epochs', () => {
  expect([date.difference('2026-01-31', '2026-11-21', 'months'), date.difference('2026-11-21', '2026-01-31', 'days')]).toEqual([9, -294])
  expect([date.daysBetween('2026-11-01', '2026-11-21T23:00:00Z'), date.daysBetween('2026-11-21', '2026-11-20T22:00:00-03:00')]).toEqual([
    20, -1,
  ])
  expect([date.isoWeek('2027-01-01'), date.isoWeek('2026-11-21')]).toEqual([
    { year: 2026, week: 53 },
    { year: 2026, week: 47 },
  ])
  expect([date.compare('21/11/2026', '2026-11-22'), date.isBetween('2026-11-30', '2026-11-01', '2026-11-30')]).toEqual([-1, true])
  expect(date.fromEpochSeconds(date.toEpochSeconds('2026-11-21T14:30:00.999Z'))).toBe('2026-11-21T14:30:00.000Z')
})

test('the holidays of Brazil are where the calendar has them', () => {
  expect(business.holidays(2026).map((day) => day.date)).toEqual([
    '2026-01-01',
    '2026-04-03',
    '2026-04-21',
    '2026-05-01',
    '2026-09-07',
    '2026-10-12',
    '2026-11-02',
    '2026-11-15',
    '2026-11-20',
    '2026-12-25',
  ])
  const moved = (year: number) =>
    business
      .holidays(year, { bank: true })
      .filter((day) => /Carnaval|Santa|Corpus/.test(day.name))
      .map((day) => day.date)
  expect(moved(2024)).toEqual(['2024-02-12', '2024-02-13', '2024-03-29', '2024-05-30'])
  expect(moved(2025)).toEqual(['2025-03-03', '2025-03-04', '2025-04-18', '2025-06-19'])
  expect(moved(2038)).toEqual(['2038-03-08', '2038-03-09', '2038-04-23', '2038-06-24'])
  expect(business.holidays(2023).some((day) => day.name.includes('Consciência'))).toBe(false)
  expect(() => business.holidays(1)).toThrow('1950 to 2199')
})

test('working days leave out weekends and the holidays given', () => {
  const holidays = business.holidays(2026)
  expect(business.addBusinessDays('2026-11-19T15:00:00Z', 1)).toBe('2026-11-20T15:00:00.000Z')
  expect(business.addBusinessDays('2026-11-19T15:00:00Z', 1, { holidays })).toBe('2026-11-23T15:00:00.000Z')
  expect(business.addBusinessDays('2026-11-23T15:00:00Z', -1, { holidays: ['20/11/2026'] })).toBe('2026-11-19T15:00:00.000Z')
  expect(business.addBusinessDays('2026-11-23T15:00:00Z', 0)).toBe('2026-11-23T15:00:00.000Z')
  // Late on Friday there is Saturday in UTC, and still a working day in São Paulo.
  expect(business.isBusinessDay('2026-11-28T02:00:00Z')).toBe(true)
  expect(business.businessDaysBetween('2026-11-21', '2026-11-20', {})).toBe(-1)
  expect(() => business.addBusinessDays('2026-11-21', 20_000)).toThrow('whole number up to')
  expect(() => business.addBusinessDays('2026-11-21', 1, { holidays: ['nope'] })).toThrow('not a moment: "nope"')
})

test('so many working days later, so many lie between', () => {
  const holidays = [...business.holidays(2026, { bank: true }), ...business.holidays(2027, { bank: true })]
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 364 }), fc.integer({ min: -80, max: 80 }), (offset, days) => {
      fc.pre(days !== 0)
      const start = date.add('2026-06-01T12:00:00Z', { days: offset })
      const end = business.addBusinessDays(start, days, { holidays })
      expect(business.isBusinessDay(end, { holidays })).toBe(true)
      if (days > 0 || business.isBusinessDay(start, { holidays }))
        expect(Math.abs(business.businessDaysBetween(days > 0 ? start : end, days > 0 ? end : start, { holidays }))).toBe(Math.abs(days))
    }),
    { numRuns: 60 },
  )
})

test('what is shown is read back as the same moment', () => {
  const zone = fc.constantFrom('America/Sao_Paulo', 'UTC', 'Asia/Kolkata', 'America/Manaus')
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) }), zone, (ms, timezone) => {
      const text = new Date(ms).toISOString()
      expect(date.parse(date.format(ms, 'dd/MM/yyyy HH:mm:ss.SSS', timezone), { timezone })).toBe(text)
      expect(date.parse(date.format(ms, 'yyyy-MM-ddTHH:mm:ss.SSSXXX', timezone))).toBe(text)
      expect(date.compare(date.startOf(ms, 'day', timezone), ms) <= 0 && date.compare(ms, date.endOf(ms, 'day', timezone)) <= 0).toBe(true)
    }),
  )
})
