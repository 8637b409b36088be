import { type ActionContext, at, type Json, listOf, PermanentError, textOf } from '@tomada/sdk'
import { getRecord, refusedWith, sellerOf, sendJson } from '../client.ts'

interface Input {
  /** The pack, or the order where there is no pack. */
  packId: string
  text: string
}

/**
 * Writes to the buyer of a sale. To whom it must go depends on the conversation: where Mercado Livre's agent has taken over,
 * a message to the buyer's own id is answered well and reaches nobody. So the conversation is read first, without marking it as
 * read, and who wrote last gets the answer.
 * Source: "Gestión de mensajes" (2026-04-27) and "mensagens-bloqueadas" (2026-07-10); fixture: fixtures/send-message.json
 */
export default async function sendMessage({ packId, text }: Input, ctx: ActionContext): Promise<Record<string, string | null>> {
  const seller = sellerOf(ctx)
  const path = `/messages/packs/${encodeURIComponent(packId)}/sellers/${encodeURIComponent(seller)}?tag=post_sale`
  const thread = await getRecord(ctx, `${path}&mark_as_read=false`)
  if (textOf(at(thread, 'conversation_status', 'status')) === 'blocked')
    throw new PermanentError(`The conversation is blocked: ${textOf(at(thread, 'conversation_status', 'substatus')) ?? 'no reason given'}`)
  const recipientId = correspondentIn(thread, seller) ?? (await buyerOf(ctx, packId))
  const sent = await sendJson(ctx, 'POST', path, { from: { user_id: Number(seller) }, to: { user_id: Number(recipientId) }, text })
  return {
    messageId: textOf(at(sent, 'message_id')) ?? textOf(at(sent, 'id')),
    status: textOf(at(sent, 'status')),
    packId,
    recipientId,
  }
}

/** The newest message that is not the seller's own names the other party. */
function correspondentIn(thread: Json, seller: string): string | null {
  for (const message of listOf(at(thread, 'messages'))) {
    const from = textOf(at(message, 'from', 'user_id'))
    if (from !== null && from !== seller) return from
  }
  return null
}

/** Nobody has written yet: the buyer of the order, or of the pack's first order. */
async function buyerOf(ctx: ActionContext, packId: string): Promise<string> {
  const order = await getRecord(ctx, `/orders/${encodeURIComponent(packId)}`).catch(async (error: unknown) => {
    if (refusedWith(error)?.status !== 404) throw error
    const pack = await getRecord(ctx, `/packs/${encodeURIComponent(packId)}`)
    const first = textOf(at(listOf(at(pack, 'orders'))[0] ?? null, 'id'))
    return getRecord(ctx, `/orders/${encodeURIComponent(first ?? packId)}`)
  })
  const buyer = textOf(at(order, 'buyer', 'id'))
  if (buyer === null) throw new PermanentError('The order does not say who bought')
  return buyer
}
