import { defineAction } from '@tomada/sdk'
import { fromBase64 } from '../base64.ts'
import { type Table, tableOf } from '../table.ts'
import { readWorkbook } from '../xlsx/read-workbook.ts'

interface Input {
  contentBase64: string
  sheet?: string
  header?: boolean
}

type Output = Table & { sheet: string; sheets: string[] }

/** Rows of one sheet of an XLSX workbook. */
export default defineAction<Input, Output>(async ({ contentBase64, sheet, header = true }) => {
  const { name, sheets, lines } = readWorkbook(fromBase64(contentBase64), sheet)
  return { sheet: name, sheets, ...tableOf(lines, header) }
})
