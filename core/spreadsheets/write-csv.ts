import { cellText } from './cell-text.ts'
import type { Cell, Column, SheetDocument } from './table.types.ts'

/** Spreadsheets take a text with such a beginning for a formula (OWASP, CSV injection; security.md C31). */
const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^[+-]?\d[\d.,]*$/

/**
 * CSV as spreadsheets open it without asking: a byte order mark, and semicolons between the cells where the comma is the decimal
 * mark. Of several tables each has its title above it and an empty line below.
 */
export async function* writeCsv(document: SheetDocument): AsyncGenerator<Buffer> {
  const delimiter = document.locale === 'pt-BR' ? ';' : ','
  const text = cellText(document, true)
  const field = (value: string) => (/["\r\n]/.test(value) || value.includes(delimiter) ? `"${value.replaceAll('"', '""')}"` : value)
  const line = (cells: readonly string[]) => `${cells.map(field).join(delimiter)}\r\n`
  const row = (cells: readonly Cell[], columns: readonly Column[]) =>
    line(
      columns.map(({ type }, at) => {
        const shown = text(cells[at] ?? null, type)
        return type === 'text' ? neutral(shown) : shown
      }),
    )
  yield Buffer.from('\ufeff')
  for (const [at, { title, columns, pages }] of document.sections.entries()) {
    if (document.sections.length > 1) yield Buffer.from(`${at === 0 ? '' : '\r\n'}${line([neutral(title)])}`)
    yield Buffer.from(line(columns.map((column) => neutral(column.title))))
    for await (const page of pages()) yield Buffer.from(page.map((cells) => row(cells, columns)).join(''))
  }
}

/** With an apostrophe before what a spreadsheet would run; a number is none of it. */
export function neutral(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}
