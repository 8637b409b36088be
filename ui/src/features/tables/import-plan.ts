import type { ColumnUse, Reading } from '#lib/api/table-imports.ts'

/** What a column becomes, as one choice of a list: a type of field, the key, or nothing. */
export type Use = NonNullable<ColumnUse['type']> | 'key' | 'none'

export interface PlannedColumn {
  use: Use
  field: string
}

/** One entry for each column of the file. */
export function plannedColumns(names: readonly string[], mapping: readonly ColumnUse[]): PlannedColumn[] {
  return names.map((name, column) => {
    const found = mapping.find((each) => each.column === column)
    if (found === undefined) return { use: 'none', field: name }
    return { use: found.to === 'key' ? 'key' : (found.type ?? 'text'), field: found.field ?? name }
  })
}

export function mappingOf(columns: readonly PlannedColumn[]): ColumnUse[] {
  return columns.flatMap(({ use, field }, column): ColumnUse[] => {
    if (use === 'none') return []
    return use === 'key' ? [{ column, to: 'key' }] : [{ column, to: 'field', field: field.trim(), type: use }]
  })
}

/** With this column as it was chosen: there is one key, so the former one becomes a text. */
export function withUse(columns: readonly PlannedColumn[], column: number, use: Use): PlannedColumn[] {
  return columns.map((each, at) => {
    if (at === column) return { ...each, use }
    return use === 'key' && each.use === 'key' ? { ...each, use: 'text' } : each
  })
}

/** Without what is found out: another separator may mean another decimal mark. */
export function withReading(reading: Reading, change: Partial<Reading>): Reading {
  const { decimalMark: _guessed, ...rest } = reading
  return 'delimiter' in change ? { ...rest, ...change } : { ...reading, ...change }
}

const USES: readonly Use[] = ['key', 'text', 'number', 'boolean', 'date', 'timestamp', 'none']

export function toUse(value: string): Use {
  return USES.find((use) => use === value) ?? 'none'
}
