import type { Cell } from '../spreadsheets/table.types.ts'
import { type CellReading, convertCell, type FieldType } from './convert-cell.ts'
import type { ColumnUse } from './table-imports.gen.ts'

const KEY_NAMES = /^(chave|key|id|identificador|identifier|sku|c[oó]digo|code)$/i
/** What our own exports add beside the fields. */
const OWN_NAMES = /^(expira em|alterado em|expires|changed)$/i
/** Narrowest first: what all cells are, the column is. */
const TYPES: readonly FieldType[] = ['number', 'boolean', 'date', 'timestamp']

/** What the columns are likely to become: a key by its name, or else the first; fields by their names, typed by what they hold. */
export function guessMapping(columns: readonly string[], sample: readonly (readonly Cell[])[], reading: CellReading): ColumnUse[] {
  const named = columns.findIndex((name) => KEY_NAMES.test(name))
  const key = named === -1 ? 0 : named
  return columns.flatMap((field, column): ColumnUse[] => {
    if (column === key) return [{ column, to: 'key' }]
    if (OWN_NAMES.test(field)) return []
    return [
      {
        column,
        to: 'field',
        field,
        type: typeOf(
          sample.map((cells) => cells[column] ?? null),
          reading,
        ),
      },
    ]
  })
}

function typeOf(cells: readonly Cell[], reading: CellReading): FieldType {
  const given = cells.filter((cell) => cell !== null && cell !== '')
  if (given.length === 0) return 'text'
  // A number with zeros before it is a code: its zeros must stay.
  const isCode = given.some((cell) => typeof cell === 'string' && /^0\d/.test(cell))
  const fits = (type: FieldType) => given.every((cell) => 'value' in convertCell(cell, type, reading))
  return TYPES.find((type) => !(type === 'number' && isCode) && fits(type)) ?? 'text'
}
