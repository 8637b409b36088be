import { digitsOf, type HandlerContext } from '@tomada/sdk'
import { ask, isProxy, rowsOf } from '../client.ts'
import { documentInPath } from './documents.ts'
import { type FoundCustomer, toFoundCustomer } from './to-customer.ts'

/** The customer with exactly this document; null when there is none. */
export async function findCustomer(ctx: HandlerContext, documento: string): Promise<FoundCustomer | null> {
  const document = isProxy(ctx) ? (digitsOf(documento) ?? '') : documentInPath(documento, ctx)
  const rows = rowsOf(await ask(ctx, 'customerByDocument', { ids: { documento: document } }), 'lista').map(toFoundCustomer)
  if (rows.some((row) => row.documento === null)) throw new Error('Olé gave a customer without document')
  return rows.find((row) => row.documento === digitsOf(documento)) ?? null
}
