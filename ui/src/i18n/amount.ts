import { getLocale } from '#lib/paraglide/runtime.js'

/** Exact decimals, as the API gives them: `32.56`. Never through a floating-point number: the digits are the provider's. */

/** A whole number without places, any other with two at least: `2`, `1,50`. */
export function quantityText(value: string, locale: string = getLocale()): string {
  return written(value, (fraction) => (/[1-9]/.test(fraction) ? twoPlaces(fraction) : ''), locale)
}

/** At least two places: `9,90`. With an ISO 4217 code it carries its symbol: `R$ 9,90`. */
export function moneyText(value: string, currency: string | null, locale: string = getLocale()): string {
  const text = written(value.replace('-', ''), twoPlaces, locale)
  const sign = value.startsWith('-') ? '-' : ''
  if (currency === null) return `${sign}${text}`
  return `${sign}${currencySymbol(currency, locale)}\u00A0${text}`
}

/** R$; the code of a currency that has no sign in this language. */
export function currencySymbol(currency: string, locale: string = getLocale()): string {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency }).formatToParts(0)
  return parts.find(({ type }) => type === 'currency')?.value ?? currency
}

function twoPlaces(fraction: string): string {
  return fraction.replace(/0+$/, '').padEnd(2, '0')
}

function written(value: string, places: (fraction: string) => string, locale: string): string {
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.')
  const mark = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.'
  const shown = places(fraction)
  const sign = value.startsWith('-') ? '-' : ''
  return `${sign}${new Intl.NumberFormat(locale).format(BigInt(whole))}${shown === '' ? '' : `${mark}${shown}`}`
}
