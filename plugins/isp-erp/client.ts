import { at, digitsOf, type HandlerContext, InvalidInputError, type Json, parseExact, textOf } from '@tomada/sdk'

/** Of the operator's configuration; null: there is none, and nothing can be asked. */
export function addressOf({ settings }: HandlerContext): string | null {
  return textOf(settings['address'] ?? null)
}

/** Who has this CPF or CNPJ, as the ERP tells it; null: nobody. The host adds the token. */
export async function askForCustomer(ctx: HandlerContext, address: string, document: string): Promise<Json> {
  const digits = digitsOf(document)
  if (digits === null || (digits.length !== 11 && digits.length !== 14))
    throw new InvalidInputError('/documento', 'um CPF tem 11 dígitos e um CNPJ tem 14')
  const answer = await ctx.http({ method: 'GET', url: `${address}/api/clientes/${digits}` })
  // The manifest calls a 404 empty.
  if (answer.status === 404) return null
  const customer = parseExact(answer.text)
  if (at(customer, 'documento') === null && at(customer, 'nome') === null) throw new Error('the ERP answered without a customer')
  return customer
}
