import { csvField, neutral } from '../../sdk/spreadsheet/index.ts'
import { cellText } from './cell-text.ts'
import { headingWithCurrency } from './money.ts'
import type { Cell, Column, SheetDocument } from './table.types.ts'

/**
 * CSV as spreadsheets open it without asking: a byte order mark, and semicolons between the cells where the comma is the decimal
 * mark. Amounts of money are plain numbers: their heading names the currency, or a column beside them does. Of several tables each has its title above it and an empty line below.
 */
export async function* writeCsv(document: SheetDocument): AsyncGenerator<Buffer> {
  const delimiter = document.locale === 'pt-BR' ? ';' : ','
  const text = cellText(document, true)
  const line = (cells: readonly string[]) => `${cells.map((cell) => csvField(cell, delimiter)).join(delimiter)}\r\n`
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
    yield Buffer.from(line(columns.map((column) => neutral(headingWithCurrency(column)))))
    for await (const page of pages()) yield Buffer.from(page.map((cells) => row(cells, columns)).join(''))
  }
}
