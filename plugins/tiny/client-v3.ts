import { at, type HandlerContext, type Json, parseExact, textOf } from '@tomada/sdk'

const BASE = 'https://api.tiny.com.br/public-api/v3'
/** Rows of a page; more are not given. */
export const PAGE_SIZE = 100

export type Query = Record<string, string | number | null | undefined>

/** Reads one thing. Failures are classified by the manifest. */
export async function getV3(ctx: HandlerContext, path: string, query: Query = {}): Promise<Json> {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  )
  const answer = await ctx.http({ method: 'GET', url: `${BASE}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}` })
  return parseExact(answer.text)
}

/** Rows of a list. Throws when there is none: taking that for an empty one would lose what is there. */
export async function rowsV3(ctx: HandlerContext, path: string, query: Query = {}): Promise<Json[]> {
  return (await pageV3(ctx, path, { limit: PAGE_SIZE, offset: 0, ...query })).rows
}

/** Rows of a page, and how many there are in all; null when that is not said. */
export async function pageV3(ctx: HandlerContext, path: string, query: Query): Promise<{ rows: Json[]; total: number | null }> {
  const answer = await getV3(ctx, path, query)
  const rows = at(answer, 'itens')
  if (!Array.isArray(rows)) throw new Error('Tiny answered without a list')
  const total = textOf(at(answer, 'paginacao', 'total'))
  return { rows, total: total === null ? null : Number(total) }
}

/** Writes, and gives what came back: null for 204. */
export async function sendV3(ctx: HandlerContext, method: 'POST' | 'PUT', path: string, record?: Json): Promise<Json> {
  const body = record === undefined ? {} : { body: { json: record } }
  const answer = await ctx.http({ method, url: `${BASE}${path}`, ...body })
  return answer.text.trim() === '' ? null : parseExact(answer.text)
}

/** Status of the provider's refusal, when that is why a call was rejected; else null. */
export function refusedWith(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('tomadaError' in error)) return null
  const status = at(JSON.parse(JSON.stringify(error.tomadaError)), 'provider', 'status')
  return typeof status === 'number' ? status : null
}
