import { type ActionContext, at, textOf } from '@tomada/sdk'
import { listRows } from '../client.ts'

/**
 * The active depósitos of the account; there are 100 at most.
 * Source: GET /depositos of Bling's OpenAPI document (September 2026); fixture: fixtures/list-deposits.json
 */
export default async function listDeposits(_input: Record<string, never>, ctx: ActionContext) {
  const rows = await listRows(ctx, '/depositos', { situacao: 1 })
  return {
    depositos: rows.map((row) => ({
      id: textOf(at(row, 'id')) ?? '',
      descricao: textOf(at(row, 'descricao')),
      padrao: at(row, 'padrao') === true,
    })),
  }
}
