import { type HandlerContext, type Json, PermanentError, parseExact, textOf } from '@tomada/sdk'

export const ORIGIN = 'https://api.mercadolibre.com'

/**
 * Reads one record. Failures are classified by the manifest: 206 (a record given in part), 429 and 5xx are tried again, 401
 * needs a person, 404 is not found. Ids longer than 2^53 come out as text. Null when there is nothing to say (204).
 */
export async function getRecord(ctx: HandlerContext, path: string, headers: Record<string, string> = {}): Promise<Json> {
  const answer = await ctx.http({ method: 'GET', url: `${ORIGIN}${path}`, headers: { accept: 'application/json', ...headers } })
  return answer.text === '' ? null : parseExact(answer.text)
}

/** Writes, and reads the answer as `getRecord` does. */
export async function sendJson(ctx: HandlerContext, method: 'POST' | 'PUT', path: string, json: Json): Promise<Json> {
  const answer = await ctx.http({ method, url: `${ORIGIN}${path}`, headers: { accept: 'application/json' }, body: { json } })
  return answer.text === '' ? null : parseExact(answer.text)
}

/** The seller that the connection is for. */
export function sellerOf(ctx: HandlerContext): string {
  if (ctx.accountId === null) throw new PermanentError('The connection has no account: test it once')
  return ctx.accountId
}

/** The status of the provider's refusal, when that is why a call was rejected; else null. */
export function refusedWith(error: unknown): { status: number; error: string | null } | null {
  if (typeof error !== 'object' || error === null || !('tomadaError' in error)) return null
  const fault: Json = JSON.parse(JSON.stringify(error.tomadaError))
  if (typeof fault !== 'object' || fault === null || Array.isArray(fault)) return null
  const provider = fault['provider']
  if (typeof provider !== 'object' || provider === null || Array.isArray(provider)) return null
  const { status, body } = provider
  if (typeof status !== 'number') return null
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
  return { status, error: isObject ? textOf(body['error'] ?? null) : null }
}
