import type { ScheduleTrigger } from '@tomada/sdk/flow'
import { duration } from '#lib/i18n/time.ts'
import { m } from '#lib/paraglide/messages.js'

const DAILY = /^(\d{1,2}) (\d{1,2}) \* \* (\*|1-5)$/
const HOURLY = /^(\d{1,2}) \* \* \* \*$/
const EVERY_MINUTES = /^\*\/(\d{1,2}) (?:\*|(\d{1,2})-(\d{1,2})) \* \* \*$/

/** What people say of a schedule; a cron that has no short words says itself. */
export function scheduleText(when: ScheduleTrigger['when']): string {
  if (when.by === 'interval') return m.schedules_every({ time: duration(when.everySeconds * 1000) })
  const { expression } = when
  const daily = DAILY.exec(expression)
  if (daily) {
    const time = `${(daily[2] ?? '').padStart(2, '0')}:${(daily[1] ?? '').padStart(2, '0')}`
    return daily[3] === '*' ? m.schedules_daily({ time }) : m.schedules_workdays({ time })
  }
  const hourly = HOURLY.exec(expression)
  if (hourly) return m.schedules_hourly({ minute: (hourly[1] ?? '').padStart(2, '0') })
  const minutes = EVERY_MINUTES.exec(expression)
  if (!minutes) return m.schedules_cron({ expression })
  const [, count = '', from, to = ''] = minutes
  if (from === undefined) return m.schedules_minutes({ count })
  return m.schedules_minutes_between({ count, from: `${from.padStart(2, '0')}:00`, to: `${to.padStart(2, '0')}:59` })
}

/** When the next run is, over all of a list: by day, `YYYY-MM-DD` of the reader's own day. */
export function byDay<Entry>(entries: readonly Entry[], timeOf: (entry: Entry) => string): Map<string, Entry[]> {
  const format = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short' })
  return Map.groupBy(
    [...entries].sort((a, b) => timeOf(a).localeCompare(timeOf(b))),
    (entry) => format.format(new Date(timeOf(entry))),
  )
}
