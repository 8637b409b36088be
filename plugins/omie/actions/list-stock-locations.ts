import { type ActionContext, at, textOf } from '@tomada/sdk'
import { type ListCall, listAll } from '../client.ts'

const LIST: ListCall = { service: 'estoque/local', name: 'ListarLocaisEstoque', dialect: 'hungarian', rows: 'locaisEncontrados' }

type Entry = { id: string; codigo: string | null; nome: string | null; padrao: boolean }

/** Places where the company keeps stock. */
export default async function listStockLocations(_input: Record<string, never>, ctx: ActionContext): Promise<{ locais: Entry[] }> {
  const rows = await listAll(ctx, LIST)
  const entries = rows.map((row) => ({
    id: textOf(at(row, 'codigo_local_estoque')) ?? '',
    codigo: textOf(at(row, 'codigo')),
    nome: textOf(at(row, 'descricao')),
    padrao: at(row, 'padrao') === 'S',
  }))
  return { locais: entries.filter((entry) => entry.id !== '') }
}
