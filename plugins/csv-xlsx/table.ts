import { PermanentError } from '@tomada/sdk'
import { columnLetters } from '@tomada/sdk/spreadsheet'

export type Cell = string | number | boolean | null
export type Row = { [column: string]: Cell }

/** What one file may hold: a step's output, and a run, keep it whole. */
export const MAX_ROWS = 50_000
export const MAX_COLUMNS = 500
export const MAX_CELLS = 500_000

export interface Table {
  columns: string[]
  rows: Row[]
  count: number
}

/** Throws PermanentError when one more line would be too much. */
export function checkSize(lines: number, cells: number): void {
  if (lines > MAX_ROWS + 1) throw new PermanentError(`the file has more than ${MAX_ROWS} rows`)
  if (cells > MAX_CELLS) throw new PermanentError(`the file has more than ${MAX_CELLS} cells`)
}

/**
 * Lines as rows by column. The first line names the columns, or they are called `A`, `B`, … Empty and repeated names get one of
 * their own. Lines without any value are left out.
 */
export function tableOf(lines: readonly (readonly Cell[])[], hasHeader: boolean): Table {
  const width = lines.reduce((widest, line) => Math.max(widest, line.length), 0)
  if (width > MAX_COLUMNS) throw new PermanentError(`the file has more than ${MAX_COLUMNS} columns`)
  const head = hasHeader ? (lines[0] ?? []) : []
  const columns = namesOf(head, width)
  const body = (hasHeader ? lines.slice(1) : lines).filter((line) => line.some((cell) => cell !== null && cell !== ''))
  const rows = body.map((line) => Object.fromEntries(columns.map((column, index): [string, Cell] => [column, line[index] ?? null])))
  return { columns, rows, count: rows.length }
}

function namesOf(head: readonly Cell[], width: number): string[] {
  const taken = new Set<string>()
  return Array.from({ length: width }, (_none, index) => {
    const wanted = String(head[index] ?? '').trim() || columnLetters(index)
    // An own member of this name would not be one of the row.
    const plain = wanted === '__proto__' ? '_proto_' : wanted
    let name = plain
    for (let copy = 2; taken.has(name); copy++) name = `${plain} (${copy})`
    taken.add(name)
    return name
  })
}

/** The columns to write: those asked for, or all that any row has, in order of appearance. */
export function columnsOf(rows: readonly Row[], wanted: readonly string[] | undefined): string[] {
  const columns = wanted === undefined || wanted.length === 0 ? [...new Set(rows.flatMap((row) => Object.keys(row)))] : [...wanted]
  if (columns.length > MAX_COLUMNS) throw new PermanentError(`more than ${MAX_COLUMNS} columns`)
  checkSize(rows.length, rows.length * columns.length)
  return columns
}

export function ownCell(row: Row, column: string): Cell {
  return Object.hasOwn(row, column) ? (row[column] ?? null) : null
}
