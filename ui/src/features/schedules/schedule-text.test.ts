import { expect, test } from 'vitest'
import { byDay, scheduleText } from './schedule-text.ts'

test('a schedule is said in words where there are short ones, and as cron where not', () => {
  expect(scheduleText({ by: 'cron', expression: '0 9 * * 1-5' })).toContain('09:00')
  expect(scheduleText({ by: 'cron', expression: '30 7 * * *' })).toContain('07:30')
  expect(scheduleText({ by: 'cron', expression: '*/5 * * * *' })).toContain('5')
  expect(scheduleText({ by: 'cron', expression: '*/30 8-20 * * *' })).toMatch(/30.*08:00.*20:59/)
  expect(scheduleText({ by: 'cron', expression: '0 9 1 * *' })).toContain('0 9 1 * *')
  expect(scheduleText({ by: 'interval', everySeconds: 300 })).toContain('5 min')
})

test('times of several schedules stand in order, day by day', () => {
  const days = byDay(['2026-11-21T12:00:00Z', '2026-11-20T12:00:00Z', '2026-11-20T11:00:00Z'], (time) => time)
  expect([...days.values()]).toEqual([['2026-11-20T11:00:00Z', '2026-11-20T12:00:00Z'], ['2026-11-21T12:00:00Z']])
})
