import { type ActionContext, PermanentError } from '@tomada/sdk'
import { addressOf, askForCustomer } from '../client.ts'

const NOBODY = '00000000000'

/** Source: GET /api/clientes/{documento} */
export default async function check(_input: Record<string, never>, ctx: ActionContext) {
  const address = addressOf(ctx)
  if (address === null) throw new PermanentError('O operador da instalação não definiu EXTERNAL_API_URL')
  await askForCustomer(ctx, address, NOBODY)
  return { ok: true }
}
