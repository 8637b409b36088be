import { PermanentError } from '@tomada/sdk'
import { linesOf, sheetsOf } from '@tomada/sdk/spreadsheet'
import { type Cell, checkSize, MAX_COLUMNS } from '../table.ts'
import { unpack } from './unpack.ts'

export interface Sheet {
  name: string
  /** Names of all sheets. */
  sheets: string[]
  lines: Cell[][]
}

/** The cells of one sheet, by name or the first one. Throws PermanentError. */
export function readWorkbook(bytes: Uint8Array, wanted: string | undefined): Sheet {
  const parts = unpack(bytes)
  const listed = sheetsOf(parts)
  if (listed === null) throw new PermanentError('the file is not an XLSX workbook')
  const chosen = wanted === undefined ? listed[0] : listed.find((sheet) => sheet.name === wanted)
  const sheets = listed.map((sheet) => sheet.name)
  if (chosen === undefined) throw new PermanentError(`there is no sheet “${wanted ?? ''}”; there are: ${sheets.join(', ')}`)
  const read = linesOf(parts, chosen)
  if (read === null) throw new PermanentError(`the sheet “${chosen.name}” is not in the file`)
  return { name: chosen.name, sheets, lines: withinLimits(read()) }
}

function withinLimits(read: Iterable<Cell[]>): Cell[][] {
  const lines: Cell[][] = []
  let cells = 0
  for (const line of read) {
    if (line.length > MAX_COLUMNS) throw new PermanentError(`the sheet has more than ${MAX_COLUMNS} columns`)
    lines.push(line)
    cells += line.length
    checkSize(lines.length, cells)
  }
  return lines
}
