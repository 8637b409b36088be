import { type HandlerContext, type Json, parseExact } from '@tomada/sdk'

const BASE = 'https://api.bling.com.br/Api/v3'
/** Rows of one page; the provider gives no more, and no total. */
export const PAGE_SIZE = 100

/**
 * Rows of a list. Names such as `numerosLojas[]` repeat for each value; null is left out.
 * Failures are classified by the manifest, among them the two kinds of 429 (second, day).
 */
export async function listRows(ctx: HandlerContext, path: string, query: Record<string, string | number | null>): Promise<Json[]> {
  const pairs = Object.entries({ ...query, pagina: 1, limite: PAGE_SIZE }).filter(([, value]) => value !== null)
  const text = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join('&')
  const answer = await ctx.http({ method: 'GET', url: `${BASE}${path}?${text}` })
  const rows = unwrap(answer.text)
  return Array.isArray(rows) ? rows : []
}

/** Creates a record and gives what is in the envelope's `data`. */
export async function create(ctx: HandlerContext, path: string, record: Json): Promise<Json> {
  const answer = await ctx.http({ method: 'POST', url: `${BASE}${path}`, body: { json: record } })
  return unwrap(answer.text)
}

function unwrap(text: string): Json {
  const answer = parseExact(text)
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer) || answer['data'] === undefined) {
    throw new Error('Bling answered without data')
  }
  return answer['data']
}

/** The members that have a value: to Bling, null and absent are not the same. */
export function withoutNulls(record: { [key: string]: Json | undefined }): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(record).flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key, value]])))
}

/** An id as Bling takes it. Ids have 11 digits and more, all below 2^53. */
export function wireId(id: string | number): number {
  return Number(id)
}
