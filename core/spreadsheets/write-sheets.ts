import type { SheetDocument, SheetFormat } from './table.types.ts'
import { writeCsv } from './write-csv.ts'
import { writePdf } from './write-pdf.ts'
import { MOST_SHEET_ROWS, writeXlsx } from './write-xlsx.ts'

interface Format {
  type: string
  /** Rows of one table that such a file holds, or that anybody could still open. */
  mostRows: number
  write(document: SheetDocument): AsyncGenerator<Buffer>
}

export const FORMATS: Readonly<Record<SheetFormat, Format>> = {
  csv: { type: 'text/csv; charset=utf-8', mostRows: 10_000_000, write: writeCsv },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    mostRows: MOST_SHEET_ROWS - 1,
    write: writeXlsx,
  },
  pdf: { type: 'application/pdf', mostRows: 200_000, write: writePdf },
}
