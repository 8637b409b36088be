import { type ActionContext, at, textOf } from '@tomada/sdk'
import { type ListCall, listAll } from '../client.ts'

const LIST: ListCall = { service: 'geral/contacorrente', name: 'ListarContasCorrentes', dialect: 'snake', rows: 'ListarContasCorrentes' }

type Entry = { id: string; nome: string | null; banco: string | null }

/** Bank and cash accounts: an order names one of them. */
export default async function listAccounts(_input: Record<string, never>, ctx: ActionContext): Promise<{ contas: Entry[] }> {
  const rows = await listAll(ctx, LIST)
  const entries = rows.map((row) => ({
    id: textOf(at(row, 'nCodCC')) ?? '',
    nome: textOf(at(row, 'descricao')),
    banco: textOf(at(row, 'codigo_banco')),
  }))
  return { contas: entries.filter((entry) => entry.id !== '') }
}
