import { csvField, csvLines, guessDelimiter, neutral } from '@tomada/sdk/spreadsheet'
import { type Cell, checkSize } from './table.ts'

/** Lines of fields by RFC 4180, and as Brazilian spreadsheets write them. Throws PermanentError when there are too many. */
export function parseCsv(text: string, delimiter: string | undefined): string[][] {
  const lines: string[][] = []
  let cells = 0
  for (const line of csvLines(text, delimiter ?? guessDelimiter(text))) {
    lines.push(line)
    cells += line.length
    checkSize(lines.length, cells)
  }
  return lines
}

/** Lines that a spreadsheet opens as they are; a text that it would take for a formula gets an apostrophe before it. */
export function writeCsv(lines: readonly (readonly Cell[])[], delimiter: string): string {
  return lines.map((line) => line.map((cell) => field(cell, delimiter)).join(delimiter)).join('\r\n')
}

function field(cell: Cell, delimiter: string): string {
  if (cell === null) return ''
  return csvField(typeof cell === 'string' ? neutral(cell) : String(cell), delimiter)
}
