import { expect, test } from 'vitest'
import { readInstant, writeInstant } from './instants.ts'

const AT = Date.UTC(2026, 10, 21, 2, 5, 9, 250)
const SAO_PAULO = 'America/Sao_Paulo'

test.each([
  ['rfc3339', 'UTC', '2026-11-21T02:05:09.250Z'],
  ['rfc3339', SAO_PAULO, '2026-11-20T23:05:09.250-03:00'],
  ['date', SAO_PAULO, '2026-11-20'],
  ['datetime', SAO_PAULO, '2026-11-20T23:05:09'],
  ['yyyy-MM-dd HH:mm:ss', SAO_PAULO, '2026-11-20 23:05:09'],
  ['dd/MM/yyyy', SAO_PAULO, '20/11/2026'],
  ['dd/MM/yyyy HH:mm:ss', SAO_PAULO, '20/11/2026 23:05:09'],
  ['epochSeconds', 'UTC', Math.floor(AT / 1000)],
  ['epochMs', 'UTC', AT],
] as const)('a sync asks %s in %s', (format, timezone, expected) => {
  expect(writeInstant(AT, { format, timezone }, 'since')).toBe(expected)
})

test('the end of a window is never cut short by whole seconds', () => {
  expect(writeInstant(AT, { format: 'epochSeconds', timezone: 'UTC' }, 'until')).toBe(Math.ceil(AT / 1000))
  expect(writeInstant(AT, { format: 'yyyy-MM-dd HH:mm:ss', timezone: 'UTC' }, 'until')).toBe('2026-11-21 02:05:10')
})

test.each([
  ['2026-11-20T23:05:09.250-03:00', Date.UTC(2026, 10, 21, 2, 5, 9, 250)],
  ['2026-11-21T02:05:09Z', Date.UTC(2026, 10, 21, 2, 5, 9)],
  ['2026-11-20T23:05:09.000-0300', Date.UTC(2026, 10, 21, 2, 5, 9)],
  ['2026-11-20 23:05:09', Date.UTC(2026, 10, 21, 2, 5, 9)],
  ['2026-11-20T23:05', Date.UTC(2026, 10, 21, 2, 5)],
  ['2026-11-20', Date.UTC(2026, 10, 20, 3)],
  ['20/11/2026 23:05:09', Date.UTC(2026, 10, 21, 2, 5, 9)],
  ['20/11/2026', Date.UTC(2026, 10, 20, 3)],
  [1795226709, 1795226709000],
  [1795226709123, 1795226709123],
  ['1795226709123', 1795226709123],
  ['0000-00-00 00:00:00', null],
  ['31/02/2026', null],
  ['yesterday', null],
  ['', null],
  [null, null],
  [true, null],
])('%j of a provider in São Paulo is the instant %j', (value, expected) => {
  expect(readInstant(value, SAO_PAULO)).toBe(expected)
})
