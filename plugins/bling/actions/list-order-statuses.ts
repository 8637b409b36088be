import { type ActionContext, at, PermanentError, textOf } from '@tomada/sdk'
import { listRows, rowsOf } from '../client.ts'

/**
 * Statuses that sales orders have in this account: some are Bling's own, others the account's. Their ids differ between accounts.
 * Source: GET /situacoes/modulos of Bling's OpenAPI document (September 2026); fixture: fixtures/list-order-statuses.json
 */
export default async function listOrderStatuses(_input: Record<string, never>, ctx: ActionContext) {
  const modules = await listRows(ctx, '/situacoes/modulos', {})
  const sales = modules.find((one) => at(one, 'nome') === 'Vendas')
  const id = textOf(at(sales, 'id'))
  if (id === null) throw new PermanentError('Bling names no statuses of sales')
  const rows = await rowsOf(ctx, `/situacoes/modulos/${id}`, {})
  return {
    situacoes: rows.map((row) => ({
      id: textOf(at(row, 'id')) ?? '',
      nome: textOf(at(row, 'nome')),
      idHerdado: textOf(at(row, 'idHerdado')),
      cor: textOf(at(row, 'cor')),
    })),
  }
}
