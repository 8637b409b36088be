import { getLocale } from '#lib/paraglide/runtime.js'

/** `YYYY-MM-DD`: a day, which is no instant and the same in every timezone. */
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/

/** 21/11/2026; what is no day stays as it is. */
export function dayText(day: string, locale: string = getLocale()): string {
  const time = new Date(`${day}T00:00:00Z`)
  return ISO_DAY.test(day) && !Number.isNaN(time.getTime()) ? formatOf(locale).format(time) : day
}

/** How a day is written: dd/mm/aaaa, mm/dd/yyyy. `letters` are those of day, month and year in the reader's language. */
export function dayPattern(letters: { day: string; month: string; year: string }, locale: string = getLocale()): string {
  return formatOf(locale)
    .formatToParts(0)
    .map(({ type, value }) => (type === 'day' || type === 'month' || type === 'year' ? letters[type].repeat(value.length) : value))
    .join('')
}

/** The day that was typed or pasted in the reader's order, or as `YYYY-MM-DD`; null when it is none. */
export function readDay(text: string, locale: string = getLocale()): string | null {
  const typed = text.trim()
  if (ISO_DAY.test(typed)) return realDay(typed)
  const numbers = typed.split(/\D+/)
  const order = formatOf(locale)
    .formatToParts(0)
    .filter(({ type }) => type !== 'literal')
  if (numbers.length !== 3 || order.length !== 3) return null
  const part = (wanted: string) => numbers[order.findIndex(({ type }) => type === wanted)] ?? ''
  const year = part('year').length === 2 ? `20${part('year')}` : part('year')
  return realDay(`${year}-${part('month').padStart(2, '0')}-${part('day').padStart(2, '0')}`)
}

function realDay(day: string): string | null {
  const time = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day) ? day : null
}

function formatOf(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' })
}
