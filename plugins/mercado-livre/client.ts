import { type HandlerContext, type Json, parseExact } from '@tomada/sdk'

const ORIGIN = 'https://api.mercadolibre.com'

/**
 * Reads one record. Failures are classified by the manifest: 206 (a record given in part), 429 and 5xx are tried again, 401
 * needs a person, 404 is not found. Ids longer than 2^53 come out as text.
 */
export async function getRecord(ctx: HandlerContext, path: string, headers: Record<string, string> = {}): Promise<Json> {
  const answer = await ctx.http({ method: 'GET', url: `${ORIGIN}${path}`, headers: { accept: 'application/json', ...headers } })
  return parseExact(answer.text)
}
