import { getLocale } from '#lib/paraglide/runtime.js'

const DAY_MS = 86_400_000

/** 21/11: a local day is no instant. */
export function shortDay(day: string, locale: string = getLocale()): string {
  return new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

/** `YYYY-MM-DD` of the local days up to today, the oldest first. */
export function lastDays(count: number, now: number, timezone: string): string[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' })
  return Array.from({ length: count }, (_, back) => format.format(now - (count - 1 - back) * DAY_MS))
}

export function numberText(digits = 0, locale: string = getLocale()): (value: number) => string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits })
  return (value) => format.format(value)
}

/** 67,6%: of a share from 0 to 1. */
export function percentText(locale: string = getLocale()): (share: number) => string {
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1, minimumFractionDigits: 1 })
  return (share) => format.format(share)
}

/** 12,3 mil: for the grid of a chart. */
export function shortNumber(locale: string = getLocale()): (value: number) => string {
  const format = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  return (value) => format.format(value)
}
