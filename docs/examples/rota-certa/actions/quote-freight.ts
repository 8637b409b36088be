import { at, defineAction, type Json, listOf, RetryAfterError, textOf } from '@tomada/sdk'
import { decimalOfCents } from '../map/money.ts'

interface Input {
  fromPostalCode: string
  toPostalCode: string
  weightGrams: number
}

/** GET /v2/quotes: the carrier counts in cents and says "no service" with an empty list. */
export default defineAction<Input, Json>(async (input, ctx) => {
  const query = `from=${input.fromPostalCode}&to=${input.toPostalCode}&weight_g=${input.weightGrams}`
  const answer = await ctx.http({ method: 'GET', url: `https://api.rotacerta.example/v2/quotes?${query}` })
  const services = at(answer.json, 'services')
  if (!Array.isArray(services)) throw new RetryAfterError('The quote came without its list of services.')
  return {
    services: listOf(services).map((service) => ({
      code: textOf(at(service, 'code')) ?? '',
      name: textOf(at(service, 'name')),
      price: decimalOfCents(at(service, 'price_cents')),
      days: Number(textOf(at(service, 'days')) ?? 0),
    })),
  }
})
