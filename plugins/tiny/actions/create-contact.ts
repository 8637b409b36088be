import { type ActionContext, at } from '@tomada/sdk'
import { callV2, onlyOutcome } from '../client-v2.ts'
import { sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { requireId } from '../map/values.ts'
import { type ContactFields, toContactV2, toContactV3 } from '../map/wire-contact.ts'

export type NewContact = ContactFields & { nome: string; documento: string }

/**
 * Creates an active contact. The host looks it up first (`find-contact`), so a document makes one contact.
 * Source: v2 `contato.incluir`, v3 `POST /contatos` (Tiny's API documents, read 2026); fixture: fixtures/create-contact.json
 */
export default async function createContact(input: NewContact, ctx: ActionContext): Promise<{ id: string }> {
  const tipoPessoa = input.tipoPessoa ?? (input.documento.length > 11 ? 'J' : 'F')
  if (isV2(ctx)) {
    const contato = { sequencia: '1', situacao: 'A', ...toContactV2({ ...input, tipoPessoa }) }
    const outcome = onlyOutcome(await callV2(ctx, 'contato.incluir', { contato: JSON.stringify({ contatos: [{ contato }] }) }))
    return { id: requireId(outcome, at(outcome, 'id')) }
  }
  const created = await sendV3(ctx, 'POST', '/contatos', { situacao: 'A', ...toContactV3({ ...input, tipoPessoa }) })
  return { id: requireId(created, at(created, 'id')) }
}
