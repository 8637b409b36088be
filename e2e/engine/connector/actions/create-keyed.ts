import { type ActionContext, parseExact } from '@tomada/sdk'

/** One order per effect key. */
export default async function createKeyed(input: { order: string | number }, ctx: ActionContext) {
  const answer = await ctx.http({
    method: 'POST',
    url: 'https://stub.example.com/keyed',
    headers: { 'idempotency-key': ctx.effectKey },
    body: { json: { order: input.order } },
  })
  const written = parseExact(answer.text)
  if (typeof written !== 'object' || written === null || Array.isArray(written)) throw new Error('the stub answered without an order')
  return { id: Number(written['id']) }
}
