import { at, ConflictError, type HandlerContext, type Json, listOf, NotFoundError, PermanentError, parseExact, textOf } from '@tomada/sdk'

const BASE = 'https://api.tiny.com.br/api2'

/** How Tiny names operations that change nothing: `pedido.obter`, `produtos.pesquisa`. */
const READ = /\.(obter|pesquisa)(\.|$)/

/** Values are texts; null is left out. */
export type Fields = Record<string, string | number | null | undefined>

/**
 * Calls one operation and gives what is in `retorno`; null when Tiny says that there are no records (20) or no such page (23). Errors at the root are
 * classified by the manifest: every answer has status 200. The host adds the token.
 */
export async function callV2(ctx: HandlerContext, operation: string, fields: Fields = {}): Promise<Json> {
  const form: Record<string, string> = { formato: 'json' }
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined) form[name] = String(value)
  const reads = READ.test(operation)
  const answer = await ctx.http({ method: 'POST', url: `${BASE}/${operation}.php`, body: { form }, reads })
  if (answer.text === 'null') return null
  const retorno = at(parseExact(answer.text), 'retorno')
  if (retorno === null) throw new Error('Tiny answered without retorno')
  return retorno
}

export interface RowsPage {
  rows: Json[]
  isLast: boolean
}

/** One page of a hundred. Rows come wrapped, `{produto: {…}}`; one that is not must not pass for nothing. */
export async function pageV2(
  ctx: HandlerContext,
  operation: string,
  names: { list: string; one: string },
  fields: Fields,
): Promise<RowsPage> {
  const retorno = await callV2(ctx, operation, fields)
  if (retorno === null) return { rows: [], isLast: true }
  const list = at(retorno, names.list)
  if (!Array.isArray(list)) throw new Error('Tiny answered without a list')
  const rows = list.map((entry) => {
    const row = at(entry, names.one)
    if (row === null) throw new Error('Tiny gave a row without its record')
    return row
  })
  const pages = Number(textOf(at(retorno, 'numero_paginas')) ?? Number.POSITIVE_INFINITY)
  return { rows, isLast: Number(fields['pagina'] ?? 1) >= pages }
}

/** One record out of `retorno`. */
export async function recordV2(ctx: HandlerContext, operation: string, name: string, fields: Fields): Promise<Json> {
  const record = at(await callV2(ctx, operation, fields), name)
  if (record === null) throw new Error(`Tiny answered without ${name}`)
  return record
}

/** Results per record of a write: a bare object for orders and stock, a list for what comes in batches. */
export function outcomesOf(retorno: Json): Json[] {
  const registros = at(retorno, 'registros')
  const found = Array.isArray(registros) ? registros : registros === null ? [] : [registros]
  return found.map((one) => at(one, 'registro'))
}

/** The only record's result. What Tiny says against it is thrown in its words. */
export function onlyOutcome(retorno: Json): Json {
  const [first] = outcomesOf(retorno)
  if (first === undefined || first === null) throw new Error('Tiny did not say what became of the record')
  const texts = faultOf(first)
  if (texts === null) return first
  switch (textOf(at(first, 'codigo_erro'))) {
    case '30':
    case '33':
      throw new ConflictError(texts)
    case '32':
      throw new NotFoundError(texts)
    case '35':
    case '99':
      throw new Error(texts)
    default:
      throw new PermanentError(texts)
  }
}

/** What is wrong with a record, in Tiny's words; null when it was taken. */
export function faultOf(outcome: Json): string | null {
  if (textOf(at(outcome, 'codigo_erro')) === null && textOf(at(outcome, 'status')) !== 'Erro') return null
  const texts = listOf(at(outcome, 'erros')).flatMap((one) => textOf(at(one, 'erro')) ?? [])
  return texts.length === 0 ? 'Tiny refused the record' : texts.join('; ')
}
