import type { ActionContext } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Contact, toContact } from '../map/contact.ts'
import type { Id } from '../map/values.ts'

/** Source: v2 `contato.obter`, v3 `GET /contatos/{id}` (Tiny's API documents, read 2026); fixture: fixtures/get-contact.json */
export default async function getContact({ contatoId }: { contatoId: Id }, ctx: ActionContext): Promise<Contact> {
  return toContact(
    isV2(ctx) ? await recordV2(ctx, 'contato.obter', 'contato', { id: contatoId }) : await getV3(ctx, `/contatos/${contatoId}`),
  )
}
