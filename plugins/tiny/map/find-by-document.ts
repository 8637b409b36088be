import { digitsOf, type HandlerContext, type Json, PermanentError } from '@tomada/sdk'
import { pageV2 } from '../client-v2.ts'
import { PAGE_SIZE, rowsV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Contact, toContact } from './contact.ts'

/** The contact with exactly this CPF or CNPJ that was not deleted, or null. */
export async function findByDocument(ctx: HandlerContext, document: string): Promise<Contact | null> {
  const wanted = digitsOf(document)
  const { rows, isLast } = isV2(ctx)
    ? await pageV2(ctx, 'contatos.pesquisa', { list: 'contatos', one: 'contato' }, { pesquisa: '', cpf_cnpj: wanted })
    : await searchV3(ctx, wanted)
  const contacts = rows.map(toContact)
  // One that does not say its document may be the one that is looked for.
  if (contacts.some((one) => one.documento === null)) throw new Error('Tiny gave a contact without its document')
  const [oldest] = contacts
    .filter((one) => one.documento === wanted && one.situacao !== 'E')
    .toSorted((one, other) => Number(one.id) - Number(other.id))
  if (oldest !== undefined) return oldest
  if (!isLast) throw new PermanentError('Tiny did not filter by the document, so nothing can be said')
  return null
}

async function searchV3(ctx: HandlerContext, cpfCnpj: string | null): Promise<{ rows: Json[]; isLast: boolean }> {
  const rows = await rowsV3(ctx, '/contatos', { cpfCnpj })
  return { rows, isLast: rows.length < PAGE_SIZE }
}
