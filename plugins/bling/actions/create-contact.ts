import { type ActionContext, at, type Json, textOf } from '@tomada/sdk'
import { create, withoutNulls } from '../client.ts'

interface Address {
  [part: string]: string | null
}

export interface NewContact {
  nome: string
  tipo: 'F' | 'J' | 'E'
  numeroDocumento: string
  fantasia?: string | null
  email?: string | null
  telefone?: string | null
  celular?: string | null
  ie?: string | null
  indicadorIe?: 1 | 2 | 9 | null
  endereco?: { geral?: Address | null; cobranca?: Address | null } | null
}

/**
 * Creates an active contact. The host looks it up first (`find-contact`), so a document makes one contact.
 * Source: POST /contatos of Bling's OpenAPI document (September 2026); fixture: fixtures/create-contact.json
 */
export default async function createContact(input: NewContact, ctx: ActionContext): Promise<{ id: string }> {
  const { endereco, ...plain } = input
  const answer = await create(ctx, '/contatos', { ...withoutNulls({ ...plain, endereco: toAddresses(endereco) }), situacao: 'A' })
  const id = textOf(at(answer, 'id'))
  if (id === null) throw new Error('Bling did not say the id of the new contact')
  return { id }
}

function toAddresses(endereco: NewContact['endereco']): Json {
  if (endereco === null || endereco === undefined) return null
  return withoutNulls({ geral: toAddress(endereco.geral), cobranca: toAddress(endereco.cobranca) })
}

function toAddress(address: Address | null | undefined): Json {
  return address === null || address === undefined ? null : withoutNulls(address)
}
