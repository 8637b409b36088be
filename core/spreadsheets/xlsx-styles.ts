import { xmlText } from '../../sdk/spreadsheet/index.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { currencySymbol } from './money.ts'
import { HEAD, MAIN } from './xlsx-parts.ts'
import type { ZipEntry } from './zip.ts'

/** The cell style of each currency that a workbook has amounts in. */
export interface MoneyStyles {
  /** Number of the style; null when there are more currencies than a workbook takes formats. */
  of(currency: string): number | null
  currencies(): string[]
}

/** Plain, heading, whole number, decimal, date, time: `stylesPart` writes those of money behind them. */
const PLAIN_STYLES = 6
const FIRST_FORMAT = 166
/** Excel takes about 200 formats of one's own. */
const MOST_CURRENCIES = 150

export function collectMoneyStyles(): MoneyStyles {
  const numbers = new Map<string, number>()
  return {
    of(currency) {
      const known = numbers.get(currency)
      if (known !== undefined) return known
      if (numbers.size === MOST_CURRENCIES) return null
      const number = PLAIN_STYLES + numbers.size
      numbers.set(currency, number)
      return number
    },
    currencies: () => [...numbers.keys()],
  }
}

/** Read once the sheets are written. Source: ECMA-376 part 1, 18.8. */
export function stylesPart(locale: Locale, money: MoneyStyles): ZipEntry {
  async function* content(): AsyncGenerator<string> {
    yield HEAD + styles(locale, money.currencies())
  }
  return { name: 'xl/styles.xml', content: content() }
}

function styles(locale: Locale, currencies: readonly string[]): string {
  const day = locale === 'pt-BR' ? 'dd/mm/yyyy' : 'yyyy-mm-dd'
  const formats = [day, `${day} hh:mm:ss`, ...currencies.map((currency) => moneyFormat(currency, locale))]
  const xf = (format: number, font = 0) =>
    `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0"${format === 0 ? '' : ' applyNumberFormat="1"'}${font === 0 ? '' : ' applyFont="1"'}/>`
  const xfs = [xf(0), xf(0, 1), xf(1), xf(4), xf(164), xf(165), ...currencies.map((_currency, at) => xf(FIRST_FORMAT + at))]
  const numFmts = formats.map((format, at) => `<numFmt numFmtId="${164 + at}" formatCode="${xmlText(format)}"/>`)
  return `<styleSheet xmlns="${MAIN}"><numFmts count="${numFmts.length}">${numFmts.join('')}</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${xfs.length}">${xfs.join('')}</cellXfs></styleSheet>`
}

/** As Excel writes its own currency formats: reais by their locale, so that it knows them for what they are. */
function moneyFormat(currency: string, locale: Locale): string {
  const sign = currency === 'BRL' ? '[$R$-416]' : `[$${currencySymbol(currency, locale)}]`
  return `${sign}\\ #,##0.00##;\\-${sign}\\ #,##0.00##`
}
