import { defineAction } from '@tomada/sdk'
import { toBase64 } from '../base64.ts'
import { columnsOf, ownCell, type Row } from '../table.ts'
import { writeWorkbook } from '../xlsx/write-workbook.ts'

interface Input {
  rows: Row[]
  columns?: string[]
  sheet?: string
  filename?: string
}

interface Output {
  filename: string
  contentType: string
  contentBase64: string
  count: number
}

const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** An XLSX workbook with one sheet. Numbers stay numbers, texts stay texts. */
export default defineAction<Input, Output>(async ({ rows, columns: wanted, sheet = 'Planilha', filename = 'planilha.xlsx' }) => {
  const columns = columnsOf(rows, wanted)
  const lines = [columns, ...rows.map((row) => columns.map((column) => ownCell(row, column)))]
  return { filename, contentType: CONTENT_TYPE, contentBase64: toBase64(writeWorkbook(lines, sheet)), count: rows.length }
})
