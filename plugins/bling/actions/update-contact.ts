import { type ActionContext, at, InvalidInputError, type Json, textOf } from '@tomada/sdk'
import { getRecord, send, withoutNulls } from '../client.ts'
import type { NewContact } from './create-contact.ts'

export interface ContactChange extends Partial<Omit<NewContact, 'endereco'>> {
  contatoId: string | number
  situacao?: 'A' | 'I' | 'S' | null
  endereco?: { [part: string]: string | null } | null
}

/**
 * Changes what is said of a contact. Bling only replaces whole contacts, so it is read, changed and written back; somebody who
 * changes it in between is overwritten.
 * Source: GET and PUT /contatos/{id} of Bling's OpenAPI document (September 2026); fixture: fixtures/update-contact.json
 */
export default async function updateContact(input: ContactChange, ctx: ActionContext): Promise<{ id: string }> {
  const { contatoId, endereco, ...plain } = input
  const change = withoutNulls(plain)
  const address = withoutNulls(endereco ?? {})
  if (Object.keys(change).length + Object.keys(address).length === 0) throw new InvalidInputError('', 'Say at least one thing to change')
  const path = `/contatos/${contatoId}`
  const current = membersOf(await getRecord(ctx, path))
  // A record that came in part would wipe what it lacks.
  if (textOf(at(current, 'nome')) === null || textOf(at(current, 'tipo')) === null) throw new Error('Bling gave this contact in part')
  const { id: _id, ...record } = current
  const whole = membersOf(at(record, 'endereco'))
  const merged: { [key: string]: Json } =
    Object.keys(address).length === 0 ? {} : { endereco: { ...whole, geral: { ...membersOf(at(whole, 'geral')), ...address } } }
  await send(ctx, 'PUT', path, { ...record, ...change, ...merged })
  return { id: String(contatoId) }
}

function membersOf(value: Json): { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
