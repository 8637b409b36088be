import { columnSql, type Value } from './column-texts.ts'
import { PART_ORDER, PARTS, type PartName } from './run-writes.sql.ts'

/** One prepared statement per shape of batch. */
export interface Statement {
  name: string
  text: string
}

/**
 * Which parameter each column of each part is read from, in the statement's order: several columns may share one, and null stands
 * for a column without a value in any row.
 */
export type Places = ReadonlyArray<number | null>

export type PartColumns = ReadonlyMap<PartName, ReadonlyArray<readonly Value[]>>

/** Columns that hold the same in a batch of deliveries that start one run each, or of such runs that end later: nearly all traffic. */
const SAME: readonly string[] = [
  'keys.tenant_id deliveries.tenant_id appended.tenant_id opened.tenant_id closed.tenant_id ended.tenant_id',
  'deliveries.day appended.day ended.day',
  'keys.delivery_id deliveries.id deliveries.gate appended.gate opened.gate opened.delivery_id ended.gate ended.delivery_id',
  'keys.run_id deliveries.run_ids appended.run_id opened.id opened.root_run_id closed.id ended.id ended.root_run_id',
  'keys.scope deliveries.source',
  'keys.key deliveries.dedupe_key',
  'deliveries.flow_id opened.flow_id ended.flow_id',
]
/** Columns that hold nothing in such a batch. */
const ABSENT =
  /^(deliveries\.(topic|body_bytes)|(opened|ended)\.(trigger_data|retry_of|error|parent_run_id|parent_path)|opened\.started_by)$/

/** And these where no key decides. */
const ABSENT_WITHOUT_KEY = /^(\w+\.gate|ended\.journal)$/

const GROUP_OF = new Map(SAME.flatMap((columns, group) => columns.split(' ').map((column) => [column, group] as const)))

const everyPlaceOf = new Map<string, { shared: Places; own: Places }>()

function everyPlace(shape: readonly PartName[]): { shared: Places; own: Places } {
  const known = everyPlaceOf.get(shape.join())
  if (known !== undefined) return known
  const hasKeys = shape.includes('keys')
  const first = new Map<number, number>()
  let places = 0
  const shared = namesOf(shape).map((name) => {
    if (ABSENT.test(name) || (!hasKeys && ABSENT_WITHOUT_KEY.test(name))) return null
    const group = GROUP_OF.get(name)
    const place = (group === undefined ? undefined : first.get(group)) ?? places++
    if (group !== undefined) first.set(group, place)
    return place
  })
  const made = { shared, own: shared.map((_, index) => index) }
  everyPlaceOf.set(shape.join(), made)
  return made
}

function namesOf(shape: readonly PartName[]): string[] {
  return shape.flatMap((part) => PARTS[part].columns.map(([column]) => `${part}.${column}`))
}

/** The parameters of a batch, each once: what is equal in all rows is sent and taken apart once. */
export function placed(columns: PartColumns): { places: Places; isShared: boolean; params: ReadonlyArray<readonly Value[]> } {
  const shape = PART_ORDER.filter((part) => columns.has(part))
  const all = shape.flatMap((part) => columns.get(part) ?? [])
  const { shared, own } = everyPlace(shape)
  const params = sharedParams(all, shared)
  return params === null ? { places: own, isShared: false, params: all } : { places: shared, isShared: true, params }
}

/** Null: this batch is not one in which the columns hold the same. */
function sharedParams(all: ReadonlyArray<readonly Value[]>, places: Places): Array<readonly Value[]> | null {
  const params: Array<readonly Value[]> = []
  for (const [index, values] of all.entries()) {
    const place = places[index] ?? null
    const known = place === null ? undefined : params[place]
    if (place === null) {
      if (!values.every((value) => value === null)) return null
    } else if (known === undefined) params[place] = values
    else if (known.length !== values.length || !values.every((value, row) => value === known[row])) return null
  }
  return params
}

const statements = new Map<string, Statement>()

/**
 * The prepared statement for a batch with these parts. Answers only exceptions: copies of known deliveries, refused appends.
 * `isJoined`: columns come as texts (`column-texts.ts`), else as arrays.
 */
export function statementFor(has: ReadonlySet<PartName>, { places, isShared }: { places: Places; isShared: boolean }, isJoined: boolean) {
  const shape = PART_ORDER.filter((name) => has.has(name))
  // Names are cut at 63 bytes by the server, so the parts are a bit mask.
  const mask = shape.reduce((bits, part) => bits | (1 << PART_ORDER.indexOf(part)), 0)
  const name = `engine_${isJoined ? 't' : 'a'}${isShared ? 's' : ''}${mask}`
  const known = statements.get(name)
  if (known !== undefined) return known
  const statement: Statement = { name, text: textOf(shape, has, places, isJoined) }
  statements.set(name, statement)
  return statement
}

/**
 * All columns are taken apart at once, in one scan that the parts read from. Parts have different numbers of rows; the shorter
 * ones are filled with nulls, and the first column of a part is never null.
 */
function textOf(shape: readonly PartName[], has: ReadonlySet<PartName>, places: Places, isJoined: boolean): string {
  const params: string[] = []
  const rows = new Map<PartName, string>()
  let index = 0
  for (const part of shape) {
    const read = PARTS[part].columns.map(([column, type]) => {
      const place = places[index++] ?? null
      if (place !== null) params[place] ??= columnSql(place + 1, type, isJoined)
      return { column, from: place === null ? `NULL::${type}` : `c${place}` }
    })
    rows.set(
      part,
      `(SELECT ${read.map(({ column, from }) => `${from} AS ${column}`).join(', ')} FROM input WHERE ${read[0]?.from} IS NOT NULL) AS i`,
    )
  }
  const input = `input AS MATERIALIZED (SELECT * FROM unnest(${params.join(', ')}) AS i(${params.map((_, place) => `c${place}`).join(', ')}))`
  const parts = shape.map((part) => `${part} AS (${PARTS[part].sql(rows.get(part) ?? '', has)})`)
  return `WITH ${[input, ...parts].join(',\n')}\n${exceptions(rows)}`
}

function exceptions(rows: ReadonlyMap<PartName, string>): string {
  const answers = [`SELECT NULL AS kind, NULL AS a, NULL AS b, NULL AS c, NULL AS d, NULL AS e WHERE false`]
  const keys = rows.get('keys')
  if (keys !== undefined) {
    answers.push(`SELECT 'copy', k.tenant_id::text, k.scope, k.key, k.delivery_id, k.run_id FROM keys k
      WHERE k.delivery_id NOT IN (SELECT i.delivery_id FROM ${keys})`)
  }
  const journal = rows.get('appended')
  if (journal !== undefined) {
    answers.push(`SELECT 'refused', i.run_id, NULL, NULL, NULL, NULL FROM ${journal} WHERE i.run_id NOT IN (SELECT run_id FROM appended)`)
  }
  return answers.join('\nUNION ALL ')
}
