import { setImmediate as breathe } from 'node:timers/promises'
import type { Locale } from '../platform/validation-reasons.ts'
import type { Cell } from '../spreadsheets/table.types.ts'
import type { CellReading } from './convert-cell.ts'
import { guessMapping } from './guess-mapping.ts'
import { checkMapping, rowMapper } from './map-row.ts'
import type { OpenedFile } from './read-file.ts'
import type { ColumnUse, ImportPreview, PreviewRow, Reading } from './table-imports.gen.ts'

const FIRST_ROWS = 20
const BAD_ROWS = 50
const SAMPLE = 200
/** Rows between two looks at what else there is to do: one process also answers requests. */
const AT_A_TIME = 500
const MOST_CELL_CHARS = 300

export type Preview = Pick<ImportPreview, 'columns' | 'mapping' | 'rows' | 'badRows' | 'badTotal'> & { totalRows: number }

/** Every row is tried, so that how many would be refused is known before anything is stored. */
export async function previewFile(
  file: OpenedFile,
  { mapping, timezone, locale }: { mapping: readonly ColumnUse[] | undefined; timezone: string; locale: Locale },
): Promise<Preview> {
  const reading = cellReading(file.reading, timezone, locale)
  const sample = [...firstRows(file)]
  const uses = mapping ?? guessMapping(file.columns, sample, reading)
  checkMapping(uses, file.columns.length, locale)
  const mapped = rowMapper(uses, reading)
  const rows: PreviewRow[] = []
  const badRows: PreviewRow[] = []
  let totalRows = 0
  let badTotal = 0
  for (const { line, cells } of file.rows()) {
    totalRows += 1
    const { errors } = mapped(cells)
    if (totalRows <= FIRST_ROWS) rows.push({ line, cells: shownCells(cells, file.columns.length), errors })
    if (errors.length > 0) {
      badTotal += 1
      if (badTotal <= BAD_ROWS) badRows.push({ line, cells: shownCells(cells, file.columns.length), errors })
    }
    if (totalRows % AT_A_TIME === 0) await breathe()
  }
  const columns = file.columns.map((name, at) => ({ name, sample: sampleOf(sample, at) }))
  return { columns, mapping: [...uses], rows, badRows, badTotal, totalRows }
}

export function cellReading({ decimalMark = ',' }: Reading, timezone: string, locale: Locale): CellReading {
  return { decimalMark, timezone, locale }
}

export function shownCells(cells: readonly Cell[], columns: number): string[] {
  return Array.from({ length: columns }, (_none, at) => String(cells[at] ?? '').slice(0, MOST_CELL_CHARS))
}

function* firstRows(file: OpenedFile): Generator<Cell[]> {
  let taken = 0
  for (const { cells } of file.rows()) {
    yield cells
    taken += 1
    if (taken >= SAMPLE) return
  }
}

function sampleOf(rows: readonly (readonly Cell[])[], at: number): string {
  const found = rows.find((cells) => cells[at] !== undefined && cells[at] !== null && cells[at] !== '')
  return String(found?.[at] ?? '').slice(0, 80)
}
