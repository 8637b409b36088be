import { type ActionContext, at, textOf } from '@tomada/sdk'
import { type ListCall, listAll } from '../client.ts'

const LIST: ListCall = { service: 'geral/categorias', name: 'ListarCategorias', dialect: 'snake', rows: 'categoria_cadastro' }

type Entry = { codigo: string; nome: string | null }

/** Categories of revenue and expense: an order names one of them. */
export default async function listCategories(_input: Record<string, never>, ctx: ActionContext): Promise<{ categorias: Entry[] }> {
  const rows = await listAll(ctx, LIST)
  const entries = rows.map((row) => ({
    codigo: textOf(at(row, 'codigo')) ?? '',
    nome: textOf(at(row, 'descricao')),
  }))
  return { categorias: entries.filter((entry) => entry.codigo !== '') }
}
