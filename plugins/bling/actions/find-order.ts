import { type ActionContext, at, decimalOf, type Json, PermanentError, textOf } from '@tomada/sdk'
import { comparable, listRows, PAGE_SIZE } from '../client.ts'

export interface FoundOrder {
  id: string
  numero: string | null
  numeroLoja: string | null
  data: string | null
  total: string | null
  situacaoId: string | null
  lojaId: string | null
  contatoId: string | null
}

/**
 * The sales order with this number in the store, or null. Rows are compared again here: an order of another store, or a
 * filter that was not honoured, must never pass for the order that was looked for. Without `lojaId` only orders of no store
 * count.
 * Source: GET /pedidos/vendas of Bling's OpenAPI document (September 2026); fixture: fixtures/find-order.json
 */
export default async function findOrder(
  input: { numeroLoja: string; lojaId?: string | number | null },
  ctx: ActionContext,
): Promise<{ pedido: FoundOrder | null }> {
  const lojaId = input.lojaId === undefined || input.lojaId === null ? null : String(input.lojaId)
  const rows = await listRows(ctx, '/pedidos/vendas', { 'numerosLojas[]': input.numeroLoja, idLoja: lojaId })
  const matching = comparable(comparable(rows, 'numeroLoja'), 'loja', 'id').filter(
    (row) => textOf(at(row, 'numeroLoja')) === input.numeroLoja && storeOf(row) === lojaId,
  )
  const [oldest] = matching.toSorted((one, other) => Number(at(one, 'id')) - Number(at(other, 'id')))
  if (oldest !== undefined) return { pedido: toFound(oldest) }
  if (rows.length >= PAGE_SIZE) throw new PermanentError('Bling did not filter by the number in the store, so nothing can be said')
  return { pedido: null }
}

/** An order of no store has the store 0. */
function storeOf(row: Json): string | null {
  const id = textOf(at(row, 'loja', 'id'))
  return id === '0' ? null : id
}

function toFound(row: Json): FoundOrder {
  return {
    id: textOf(at(row, 'id')) ?? '',
    numero: textOf(at(row, 'numero')),
    numeroLoja: textOf(at(row, 'numeroLoja')),
    data: textOf(at(row, 'data')),
    total: decimalOf(at(row, 'total')),
    situacaoId: textOf(at(row, 'situacao', 'id')),
    lojaId: storeOf(row),
    contatoId: textOf(at(row, 'contato', 'id')),
  }
}
