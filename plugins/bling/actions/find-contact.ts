import { type ActionContext, at, type Json, PermanentError, textOf } from '@tomada/sdk'
import { comparable, listRows, PAGE_SIZE } from '../client.ts'

export interface FoundContact {
  id: string
  nome: string
  numeroDocumento: string | null
  situacao: string | null
}

/** `criterio`: all contacts. The default is "last included", which hides the older ones. */
const ALL = 1

/**
 * The contact with this CPF or CNPJ, or null. A contact marked as deleted does not count.
 * Source: GET /contatos of Bling's OpenAPI document (September 2026); fixture: fixtures/find-contact.json
 */
export default async function findContact(
  input: { numeroDocumento: string },
  ctx: ActionContext,
): Promise<{ contato: FoundContact | null }> {
  const rows = await listRows(ctx, '/contatos', { numeroDocumento: input.numeroDocumento, criterio: ALL })
  const found = comparable(rows, 'numeroDocumento').find(
    (row) => plain(at(row, 'numeroDocumento')) === input.numeroDocumento && at(row, 'situacao') !== 'E',
  )
  if (found !== undefined) return { contato: toFound(found) }
  if (rows.length >= PAGE_SIZE) throw new PermanentError('Bling did not filter by document, so nothing can be said')
  return { contato: null }
}

/** The panel lets people type documents with punctuation. */
function plain(value: Json): string {
  return (textOf(value) ?? '').replace(/[^0-9A-Za-z]/g, '').toUpperCase()
}

function toFound(row: Json): FoundContact {
  return {
    id: textOf(at(row, 'id')) ?? '',
    nome: textOf(at(row, 'nome')) ?? '',
    numeroDocumento: textOf(at(row, 'numeroDocumento')),
    situacao: textOf(at(row, 'situacao')),
  }
}
