import { at, decimalOf, defineAction, type Json, PermanentError, textOf } from '@tomada/sdk'

interface Input {
  name: string
  price: string
}

/** The shop drops a second call with the same key, so the host may send it again when it does not know what became of the first. */
export default defineAction<Input, Json>(async (input, ctx) => {
  const answer = await ctx.http({
    method: 'POST',
    url: 'https://api.template-shop.example/v1/widgets',
    headers: { 'idempotency-key': ctx.effectKey },
    body: { json: { name: input.name.trim(), price: input.price } },
  })
  const id = textOf(at(answer.json, 'id'))
  if (id === null) throw new PermanentError('The shop answered without the id of the new widget.')
  ctx.log(`widget ${id} created`)
  return {
    id,
    name: textOf(at(answer.json, 'name')),
    status: textOf(at(answer.json, 'status')),
    price: decimalOf(at(answer.json, 'price')),
    updatedAt: textOf(at(answer.json, 'updatedAt')),
  }
})
