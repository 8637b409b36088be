import type { ActionContext } from '@tomada/sdk'
import { callV2, onlyOutcome, recordV2 } from '../client-v2.ts'
import { sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { toContact } from '../map/contact.ts'
import type { Id } from '../map/values.ts'
import { type ContactFields, toContactV2, toContactV3 } from '../map/wire-contact.ts'

/**
 * Changes what is said of a contact and keeps the rest. v2 wants name and situation with every change: they are read first.
 * Source: v2 `contato.alterar`, v3 `PUT /contatos/{id}` (Tiny's API documents, read 2026); fixture: fixtures/update-contact.json
 */
export default async function updateContact(input: ContactFields & { contatoId: Id }, ctx: ActionContext): Promise<{ id: string }> {
  const { contatoId, ...fields } = input
  const id = String(contatoId)
  if (!isV2(ctx)) {
    await sendV3(ctx, 'PUT', `/contatos/${id}`, toContactV3(fields))
    return { id }
  }
  const known = toContact(await recordV2(ctx, 'contato.obter', 'contato', { id }))
  const contato = { sequencia: '1', id, situacao: known.situacao ?? 'A', nome: known.nome, ...toContactV2(fields) }
  onlyOutcome(await callV2(ctx, 'contato.alterar', { contato: JSON.stringify({ contatos: [{ contato }] }) }))
  return { id }
}
