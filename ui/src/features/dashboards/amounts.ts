import type { ResourceStats } from '#lib/api/dashboards.ts'
import { currencySymbol, moneyText } from '#lib/i18n/amount.ts'
import { getLocale } from '#lib/paraglide/runtime.js'
import { shortNumber } from './day-text.ts'

/** What was sold in one currency: amounts of different ones are never added together. */
export interface Amounts {
  /** ISO 4217 code; null where nobody says which. */
  currency: string | null
  count: number
  total: number
  /** Over the days of the axis. */
  byDay: number[]
}

/**
 * The amounts of a field by currency, the one that the field declares first, the others as many as there are orders in them. A
 * currency in which nothing was sold is left out unless it is the only one. Figures are for the eye; the records keep the exact decimals.
 */
export function amountsOf(
  days: ResourceStats['days'],
  axis: readonly string[],
  field: { name: string; currency: string | null },
): Amounts[] {
  const byDay = new Map(days.map((each) => [each.day, each]))
  const shown = axis.flatMap((day) => byDay.get(day) ?? [])
  const others = [...new Set(shown.flatMap(({ otherCurrencies }) => otherCurrencies.map(({ currency }) => currency)))]
  const named = (day: string, currency: string) => byDay.get(day)?.otherCurrencies.find((each) => each.currency === currency)
  const ofOthers = others
    .map((currency) => ({
      currency,
      count: sumOf(axis.map((day) => named(day, currency)?.count ?? 0)),
      byDay: axis.map((day) => Number(named(day, currency)?.sums[field.name] ?? 0)),
    }))
    .sort((a, b) => b.count - a.count)
  const declared = {
    currency: field.currency,
    count: sumOf(shown.map(({ count }) => count)) - sumOf(ofOthers.map(({ count }) => count)),
    byDay: axis.map((day) => Number(byDay.get(day)?.sums[field.name] ?? 0)),
  }
  const all = [declared, ...ofOthers].filter(({ count }) => count > 0)
  return (all.length === 0 ? [declared] : all).map((each) => ({ ...each, total: sumOf(each.byDay) }))
}

function sumOf(figures: readonly number[]): number {
  return figures.reduce((sum, each) => sum + each, 0)
}

/** R$ 1.234,50: a figure with its currency. */
export function amountText(currency: string | null, locale: string = getLocale()): (value: number) => string {
  return (value) => moneyText(value.toFixed(2), currency, locale)
}

/** R$ 12,3 mil: for the grid of a chart. */
export function shortAmount(currency: string | null, locale: string = getLocale()): (value: number) => string {
  const short = shortNumber(locale)
  return (value) => (currency === null ? short(value) : `${currencySymbol(currency, locale)}\u00A0${short(value)}`)
}
