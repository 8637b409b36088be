import { at, type HandlerContext, type Json, parseExact } from '@tomada/sdk'

const BASE = 'https://api.bling.com.br/Api/v3'
/** Rows of one page; the provider gives no more, and no total. */
export const PAGE_SIZE = 100

/** Names such as `numerosLojas[]` repeat for each value; null is left out. */
export type Query = Record<string, string | number | null | ReadonlyArray<string | number>>

/**
 * Rows of a list. Failures are classified by the manifest, among them the two kinds of 429 (second, day). Throws when there is no
 * list in the answer: taking that for an empty one would lose what is there.
 */
export async function listRows(
  ctx: HandlerContext,
  path: string,
  query: Query,
  { number = 1, size = PAGE_SIZE }: { number?: number; size?: number } = {},
): Promise<Json[]> {
  return rowsOf(ctx, path, { ...query, pagina: number, limite: size })
}

/** Rows of a list that has no pages. */
export async function rowsOf(ctx: HandlerContext, path: string, query: Query): Promise<Json[]> {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    const values = value === null ? [] : typeof value === 'object' ? value : [value]
    return values.map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`)
  })
  const answer = await ctx.http({ method: 'GET', url: `${BASE}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}` })
  const rows = unwrap(answer.text)
  if (!Array.isArray(rows)) throw new Error('Bling answered without a list')
  return rows
}

/** One record by its address. */
export async function getRecord(ctx: HandlerContext, path: string): Promise<Json> {
  const answer = await ctx.http({ method: 'GET', url: `${BASE}${path}` })
  return unwrap(answer.text)
}

/** Creates a record and gives what is in the envelope's `data`. */
export async function create(ctx: HandlerContext, path: string, record: Json): Promise<Json> {
  return unwrap(await send(ctx, 'POST', path, record))
}

/** Writes, and gives the answer's text: empty for 204. Without `record` there is no body. */
export async function send(ctx: HandlerContext, method: 'POST' | 'PUT' | 'PATCH', path: string, record?: Json): Promise<string> {
  const body = record === undefined ? {} : { body: { json: record } }
  const answer = await ctx.http({ method, url: `${BASE}${path}`, ...body })
  return answer.text
}

/** What is in the envelope. Throws when there is none. */
export function unwrap(text: string): Json {
  const answer = parseExact(text)
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer) || (answer['data'] ?? null) === null) {
    throw new Error('Bling answered without data')
  }
  return answer['data'] ?? null
}

/**
 * Rows whose member at `path` can be compared. Throws when one does not have it: such a row may be the one that is looked for, and
 * taking it for another would create it twice.
 */
export function comparable(rows: readonly Json[], ...path: string[]): readonly Json[] {
  if (rows.some((row) => at(row, ...path) === null)) throw new Error(`Bling gave a row without ${path.join('.')}`)
  return rows
}

/** The members that have a value: to Bling, null and absent are not the same. */
export function withoutNulls(record: { [key: string]: Json | undefined }): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(record).flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key, value]])))
}

/** An id as Bling takes it. Ids have 11 digits and more, all below 2^53. */
export function wireId(id: string | number): number {
  return Number(id)
}

/** Status of the provider's refusal, when that is why a call was rejected; else null. */
export function refusedWith(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('tomadaError' in error)) return null
  const fault: Json = JSON.parse(JSON.stringify(error.tomadaError))
  const provider = typeof fault === 'object' && fault !== null && !Array.isArray(fault) ? fault['provider'] : null
  const status = typeof provider === 'object' && provider !== null && !Array.isArray(provider) ? provider['status'] : null
  return typeof status === 'number' ? status : null
}
