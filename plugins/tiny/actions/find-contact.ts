import type { ActionContext } from '@tomada/sdk'
import type { Contact } from '../map/contact.ts'
import { findByDocument } from '../map/find-by-document.ts'

/**
 * The contact with this CPF or CNPJ, or null.
 * Source: v2 `contatos.pesquisa`, v3 `GET /contatos` (Tiny's API documents, read 2026); fixture: fixtures/find-contact.json
 */
export default async function findContact({ documento }: { documento: string }, ctx: ActionContext): Promise<{ contato: Contact | null }> {
  return { contato: await findByDocument(ctx, documento) }
}
