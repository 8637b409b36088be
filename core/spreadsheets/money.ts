import type { Locale } from '../platform/validation-reasons.ts'
import { showable } from './pdf-text.ts'
import type { Cell, Column } from './table.types.ts'

/** The currency of a cell; null for what is no amount of money. */
export function currencyOfCell({ money }: Column, row: readonly Cell[]): string | null {
  if (money === undefined) return null
  const named = money.column === undefined ? null : (row[money.column] ?? null)
  return typeof named === 'string' && named !== '' ? named : money.code
}

/** `Total (BRL)`: a plain number says by its heading what it is in, unless a column beside it does. */
export function headingWithCurrency({ title, money }: Column): string {
  return money === undefined || money.column !== undefined ? title : `${title} (${money.code})`
}

const symbols = new Map<string, string>()

/** `R$`, as people of that language write it; the code where the fonts of files lack the sign. */
export function currencySymbol(code: string, locale: Locale): string {
  const known = symbols.get(`${locale} ${code}`)
  if (known !== undefined) return known
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency: code }).formatToParts(0)
  const sign = parts.find(({ type }) => type === 'currency')?.value ?? code
  const symbol = showable(sign) === sign ? sign : code
  symbols.set(`${locale} ${code}`, symbol)
  return symbol
}
