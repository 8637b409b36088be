import { defineAction } from '@tomada/sdk'
import { toBase64 } from '../base64.ts'
import { writeCsv } from '../csv.ts'
import { columnsOf, ownCell, type Row } from '../table.ts'
import { encodeText } from '../text-bytes.ts'

interface Input {
  rows: Row[]
  columns?: string[]
  delimiter?: string
  filename?: string
}

interface Output {
  filename: string
  contentType: string
  contentBase64: string
  text: string
  count: number
}

/** A CSV file that Excel and LibreOffice in Brazil open with a double click: UTF-8 with its mark, `;` between fields. */
export default defineAction<Input, Output>(async ({ rows, columns: wanted, delimiter = ';', filename = 'planilha.csv' }) => {
  const columns = columnsOf(rows, wanted)
  const text = writeCsv([columns, ...rows.map((row) => columns.map((column) => ownCell(row, column)))], delimiter)
  return { filename, contentType: 'text/csv', contentBase64: toBase64(encodeText(text, true)), text, count: rows.length }
})
