import { at, type HandlerContext, type Json, parseExact } from '@tomada/sdk'

const BASE = 'https://app.omie.com.br/api/v1/'
/** Measured: more than this is silently this. */
export const PAGE_SIZE = 100

/** How Omie names calls that change nothing. */
const READ = /^(Consultar|Listar|Obter|Status)/

export type Param = { [name: string]: Json }

/**
 * One envelope call: the service is the address, the call a member of the body, into which the host merges the keys. `param` must
 * hold known members only: one that is unknown makes Omie refuse the whole call. Null: Omie has no records (its fault 5113).
 * Throws what the manifest's `errors[]` say; business faults come with status 500, and some with 200.
 */
export async function call(ctx: HandlerContext, service: string, name: string, param: Param): Promise<Json> {
  // Without the slash at the end the server redirects, and a redirected POST comes back as GET.
  const reads = READ.test(name)
  const answer = await ctx.http({ method: 'POST', url: `${BASE}${service}/`, body: { json: { call: name, param: [param] } }, reads })
  return parseExact(answer.text)
}

/** The two dialects of Omie's services. */
const DIALECTS = {
  snake: { page: 'pagina', size: 'registros_por_pagina', pages: 'total_de_paginas', total: 'total_de_registros' },
  hungarian: { page: 'nPagina', size: 'nRegPorPagina', pages: 'nTotPaginas', total: 'nTotRegistros' },
} as const

export interface ListCall {
  service: string
  name: string
  dialect: keyof typeof DIALECTS
  /** Member of the answer that holds the rows: each call has its own. */
  rows: string
}

export interface Rows {
  rows: Json[]
  isLast: boolean
  total: number | null
}

/**
 * One page of a list. The end is where the answer's own count of pages says: how many rows were asked for is not what comes.
 * Throws when there is no list in the answer: taking that for an empty one would lose what is there.
 */
export async function listPage(
  ctx: HandlerContext,
  list: ListCall,
  param: Param,
  { number = 1, size = PAGE_SIZE }: { number?: number; size?: number } = {},
): Promise<Rows> {
  const words = DIALECTS[list.dialect]
  const answer = await call(ctx, list.service, list.name, { [words.page]: number, [words.size]: Math.min(size, PAGE_SIZE), ...param })
  if (answer === null) return { rows: [], isLast: true, total: null }
  const rows = at(answer, list.rows)
  const pages = countOf(at(answer, words.pages))
  if (!Array.isArray(rows) || pages === null) throw new Error(`Omie answered ${list.name} without its list`)
  return { rows, isLast: number >= pages, total: countOf(at(answer, words.total)) }
}

/** The rows of a list so short that one page holds it. */
export async function listAll(ctx: HandlerContext, list: ListCall, param: Param = {}): Promise<Json[]> {
  return (await listPage(ctx, list, param)).rows
}

function countOf(value: Json): number | null {
  const count = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof count === 'number' && Number.isInteger(count) ? count : null
}

/** Members that have a value: Omie takes neither null nor absent ones for empty. */
export function withoutNulls(members: { [name: string]: Json | undefined }): Param {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]])),
  )
}

/** An id as Omie takes it. Ids have 9 to 11 digits, all below 2^53. */
export function wireId(id: string | number): number {
  return Number(id)
}

/** Code of the failure by which a call was rejected, such as `conflict`; null when it was none of a call. */
export function failureCode(error: unknown): string | null {
  return memberOf(error, 'code')
}

/** What Omie said when it rejected a call: its texts are the only place where some ids are told. */
export function failureText(error: unknown): string {
  return memberOf(error, 'message') ?? ''
}

function memberOf(error: unknown, name: 'code' | 'message'): string | null {
  if (typeof error !== 'object' || error === null) return null
  const fault: Json = 'tomadaError' in error ? JSON.parse(JSON.stringify(error.tomadaError)) : null
  const value = at(fault, name)
  return typeof value === 'string' ? value : null
}
