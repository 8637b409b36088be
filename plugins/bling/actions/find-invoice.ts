import { type ActionContext, at, type Json, PermanentError, textOf } from '@tomada/sdk'
import { comparable, listRows, PAGE_SIZE } from '../client.ts'
import { toInvoiceState } from '../map/invoice-state.ts'
import { idOrNone } from '../map/to-product.ts'

export interface InvoiceQuestion {
  numeroLoja: string
  lojaId?: string | number | null
}

/**
 * The outgoing NF-e of the order with this number in the store, or null; the newest one that was not cancelled. Rows are compared
 * again: a filter that was not honoured must never pass for an answer.
 * Source: GET /nfe of Bling's OpenAPI document (September 2026); fixture: fixtures/find-invoice.json
 */
export default async function findInvoice({ numeroLoja, lojaId }: InvoiceQuestion, ctx: ActionContext) {
  const rows = await listRows(ctx, '/nfe', { numeroLoja, tipo: 1 })
  const store = lojaId === null || lojaId === undefined ? null : String(lojaId)
  const isWanted = (row: Json) =>
    textOf(at(row, 'loja', 'numero')) === numeroLoja && (store === null || idOrNone(at(row, 'loja', 'id')) === store)
  const matching = comparable(rows, 'loja', 'numero').filter((row) => isWanted(row) && toInvoiceState(at(row, 'situacao')) !== 'cancelada')
  const [newest] = matching.toSorted((one, other) => Number(at(other, 'id')) - Number(at(one, 'id')))
  if (newest !== undefined) return { nota: toFound(newest) }
  if (rows.length >= PAGE_SIZE) throw new PermanentError('Bling did not filter by the number in the store, so nothing can be said')
  return { nota: null }
}

function toFound(row: Json) {
  return {
    id: textOf(at(row, 'id')) ?? '',
    numero: textOf(at(row, 'numero')),
    situacao: textOf(at(row, 'situacao')),
    estado: toInvoiceState(at(row, 'situacao')),
    chaveAcesso: textOf(at(row, 'chaveAcesso')),
    dataEmissao: textOf(at(row, 'dataEmissao')),
  }
}
