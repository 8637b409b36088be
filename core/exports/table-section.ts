import type { Json } from '../../sdk/flow/definition.ts'
import type { DataStoreService } from '../data-store/data-store.service.ts'
import type { DataRow, TableField } from '../data-store/data-store.types.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { Cell, Column } from '../spreadsheets/table.types.ts'
import { EXPORT_TEXTS } from './export-texts.ts'
import type { TableSource } from './exports.gen.ts'
import type { ExportCaller } from './exports.types.ts'
import type { OpenedSource } from './sources.ts'

export type OwnTables = Pick<DataStoreService, 'rows' | 'tables' | 'fields'>

const PAGE = 2_000

interface ReadColumn extends Column {
  cell(row: DataRow): Cell
}

/** An own table: its key, a column for each field that its rows have, and when each row changed. */
export async function tableSection(
  tables: OwnTables,
  caller: ExportCaller,
  { table, search, sort = 'key' }: TableSource,
  locale: Locale,
): Promise<OpenedSource> {
  const columns = columnsOf(await tables.fields(caller, table), locale)
  const query = { limit: PAGE, sort, ...(search === undefined ? {} : { search }) }

  async function* pages(): AsyncGenerator<Cell[][]> {
    let cursor: string | undefined
    do {
      const page = await tables.rows(caller, table, { ...query, ...(cursor === undefined ? {} : { cursor }) })
      yield page.rows.map((row) => columns.map(({ cell }) => cell(row)))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }

  const counted = search === undefined ? (await tables.tables(caller)).find(({ name }) => name === table) : undefined
  return { sections: [{ title: table, columns, pages }], total: counted?.rows ?? null }
}

function columnsOf(fields: { fields: readonly TableField[]; hasPlain: boolean }, locale: Locale): ReadColumn[] {
  const texts = EXPORT_TEXTS[locale].table
  const plain: ReadColumn = { title: texts.value, type: 'text', cell: ({ value }) => (isObject(value) ? null : textOf(value)) }
  return [
    { title: texts.key, type: 'text', cell: ({ key }) => key },
    ...fields.fields.map(fieldColumn),
    ...(fields.hasPlain ? [plain] : []),
    { title: texts.expiresAt, type: 'timestamp', cell: ({ expiresAt }) => expiresAt?.toISOString() ?? null },
    { title: texts.updatedAt, type: 'timestamp', cell: ({ updatedAt }) => updatedAt.toISOString() },
  ]
}

function fieldColumn({ name, type }: TableField): ReadColumn {
  return {
    title: name,
    type,
    cell: ({ value }) => {
      const member = isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null
      return type === 'text' ? textOf(member) : scalar(member)
    },
  }
}

function scalar(value: Json): Cell {
  return typeof value === 'object' ? null : value
}

function textOf(value: Json): Cell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value === null ? null : String(value)
}

function isObject(value: Json): value is { [member: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
