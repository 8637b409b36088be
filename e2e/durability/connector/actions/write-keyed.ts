import { type ActionContext, parseExact } from '@tomada/sdk'

/** One entry, once per effect key: the ledger drops a second call with the same one. */
export default async function writeKeyed(input: { entry: string }, ctx: ActionContext) {
  const answer = await ctx.http({
    method: 'POST',
    url: 'https://ledger.example.com/keyed',
    headers: { 'idempotency-key': ctx.effectKey },
    body: { json: { entry: input.entry } },
  })
  const written = parseExact(answer.text)
  if (typeof written !== 'object' || written === null || Array.isArray(written)) throw new Error('the ledger answered without an entry')
  return { id: Number(written['id']) }
}
