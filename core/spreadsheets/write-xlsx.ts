import { columnLetters, xmlText } from '../../sdk/spreadsheet/index.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { currencyOfCell, headingWithCurrency } from './money.ts'
import type { Cell, CellType, Column, Section, SheetDocument } from './table.types.ts'
import { type WallTime, wallTime } from './wall-time.ts'
import { sheetNames, xlsxParts } from './xlsx-parts.ts'
import { collectMoneyStyles, type MoneyStyles, stylesPart } from './xlsx-styles.ts'
import { type ZipEntry, zip } from './zip.ts'

/** Rows of one sheet, its header among them. Source: Excel specifications and limits. */
export const MOST_SHEET_ROWS = 1_048_576
const MOST_TEXT = 32_767
const DAY_MS = 86_400_000
/** Day 0: the calendar counts a 1900-02-29 that was not, so days from March 1900 on fit this one. */
const EPOCH = Date.UTC(1899, 11, 30)
/** A number of more digits would be another one in a spreadsheet: it stays a text. */
const MOST_DIGITS = 15
/** Cell styles of `stylesPart`, by what a column holds. */
const STYLES: Readonly<Record<CellType, number>> = { text: 0, boolean: 0, integer: 2, decimal: 3, date: 4, timestamp: 5 }

/**
 * A workbook with a sheet for each table: numbers, dates and truths as such, texts never as formulas. Source: ECMA-376 part 1, 18.3.
 * Written while the rows are read; nothing is kept but the page at hand.
 */
export function writeXlsx(document: SheetDocument): AsyncGenerator<Buffer> {
  const names = sheetNames(document.sections.map(({ title }) => title))
  const look: Look = { wall: wallTime(document.timezone), locale: document.locale, money: collectMoneyStyles() }
  const sheets = document.sections.map(
    (section, at): ZipEntry => ({ name: `xl/worksheets/sheet${at + 1}.xml`, content: sheetXml(section, look) }),
  )
  // The styles come last: which currencies there are is known once all rows were read.
  return zip([...xlsxParts(document, names), ...sheets, stylesPart(document.locale, look.money)])
}

interface Look {
  wall: WallTime
  locale: Locale
  money: MoneyStyles
}

async function* sheetXml({ columns, pages }: Section, look: Look): AsyncGenerator<string> {
  const letters = columns.map((_column, at) => columnLetters(at))
  const headings = columns.map(headingWithCurrency)
  const widths = columns.map((column, at) => {
    const width = Math.max(widthOf(column), Math.min(40, (headings[at] ?? '').length + 2))
    return `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`
  })
  yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${widths.length === 0 ? '' : `<cols>${widths.join('')}</cols>`}<sheetData>`
  const header = headings.map((title, at) => `<c r="${letters[at]}1" s="1" t="inlineStr"><is><t>${xmlText(title)}</t></is></c>`)
  yield `<row r="1">${header.join('')}</row>`
  let row = 1
  for await (const page of pages()) {
    let text = ''
    for (const cells of page) {
      row += 1
      text += `<row r="${row}">${columns.map((column, at) => cellXml(`${letters[at]}${row}`, column, at, cells, look)).join('')}</row>`
    }
    if (text !== '') yield text
  }
  const page = look.locale === 'pt-BR' ? 'Página &amp;P de &amp;N' : 'Page &amp;P of &amp;N'
  yield `</sheetData><headerFooter><oddFooter>&amp;R${page}</oddFooter></headerFooter></worksheet>`
}

function widthOf({ type, money, isCurrency }: Column): number {
  if (isCurrency === true) return 8
  if (money !== undefined) return 16
  return type === 'timestamp' ? 19 : type === 'text' ? 24 : 12
}

/** `nr`: which cell of its row it is. */
function cellXml(at: string, column: Column, nr: number, row: readonly Cell[], { wall, money }: Look): string {
  const cell = row[nr] ?? null
  const { type } = column
  if (cell === null || cell === '') return ''
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`
  const number = numberOf(cell, type, wall)
  const currency = currencyOfCell(column, row)
  const style = currency === null ? STYLES[type] : (money.of(currency) ?? STYLES[type])
  if (number !== null) return `<c r="${at}" s="${style}"><v>${number}</v></c>`
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${xmlText(String(cell).slice(0, MOST_TEXT))}</t></is></c>`
}

function numberOf(cell: string | number, type: CellType, wall: WallTime): string | number | null {
  switch (type) {
    case 'text':
    case 'boolean':
      return null
    case 'integer':
    case 'decimal': {
      const digits = String(cell)
      return /^-?\d+(\.\d+)?$/.test(digits) && digits.replace(/[-.]/g, '').length <= MOST_DIGITS ? digits : null
    }
    case 'date':
      return serial(Date.parse(`${cell}T00:00:00Z`))
    case 'timestamp':
      return serial(wall.ms(String(cell)) ?? Number.NaN)
  }
}

/** Days since the epoch; null before 1900-03-01, where calendars of spreadsheets disagree. */
function serial(ms: number): number | null {
  const days = Math.round((ms - EPOCH) / 1000) / (DAY_MS / 1000)
  return Number.isNaN(ms) || days < 61 ? null : Number(days.toFixed(9))
}
