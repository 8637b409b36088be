import type { Locale } from '../platform/validation-reasons.ts'
import { currencySymbol } from './money.ts'
import type { Cell, CellType } from './table.types.ts'
import { wallTime } from './wall-time.ts'

const YES_NO: Readonly<Record<Locale, readonly [string, string]>> = { 'pt-BR': ['Sim', 'Não'], en: ['Yes', 'No'] }

/** `currency`: of an amount of money. */
export type CellText = (cell: Cell, type: CellType, currency?: string | null) => string

/**
 * Cells as people of that language write them: `1.234,50`, `R$ 9,90`, `23/11/2026 14:05:00`, `Sim`; an empty text for none.
 * `isPlain`: numbers without grouping and padding, as a spreadsheet reads them back.
 */
export function cellText({ locale, timezone }: { locale: Locale; timezone: string }, isPlain: boolean): CellText {
  const wall = wallTime(timezone)
  const [yes, no] = YES_NO[locale]
  const [group, mark] = locale === 'pt-BR' ? ['.', ','] : [',', '.']

  function numberText(digits: string, type: CellType): string {
    const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(digits) ?? []
    if (whole === '') return digits
    const shown = isPlain ? whole : whole.replace(/\B(?=(\d{3})+$)/g, group ?? '')
    const after = type === 'decimal' && !isPlain ? fraction.padEnd(2, '0') : fraction
    return `${sign}${shown}${after === '' ? '' : `${mark}${after}`}`
  }

  function amountText(digits: string, currency: string): string {
    const amount = numberText(digits.replace('-', ''), 'decimal')
    return `${digits.startsWith('-') ? '-' : ''}${currencySymbol(currency, locale)}\u00A0${amount}`
  }

  return (cell, type, currency = null) => {
    if (cell === null || cell === '') return ''
    if (typeof cell === 'boolean') return cell ? yes : no
    switch (type) {
      case 'integer':
      case 'decimal':
        return isPlain || currency === null ? numberText(String(cell), type) : amountText(String(cell), currency)
      case 'date':
        return dayText(String(cell), locale)
      case 'timestamp': {
        const ms = wall.ms(String(cell))
        if (ms === null) return String(cell)
        const iso = new Date(ms).toISOString()
        return `${dayText(iso.slice(0, 10), locale)} ${iso.slice(11, 19)}`
      }
      case 'text':
      case 'boolean':
        return String(cell)
    }
  }
}

/** `2026-11-23` → `23/11/2026` in Portuguese. */
function dayText(day: string, locale: Locale): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  return year === undefined || locale === 'en' ? day : `${date}/${month}/${year}`
}
