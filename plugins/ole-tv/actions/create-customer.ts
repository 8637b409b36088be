import type { ActionContext } from '@tomada/sdk'
import type { CustomerInput } from '../map/to-customer-form.ts'
import { insertCustomer } from '../map/write-customer.ts'

/** The host looks the document up first (`find-customer`): the provider takes each only once. Source: POST /clientes/inserir */
export default async function createCustomer(input: CustomerInput, ctx: ActionContext) {
  return { clienteId: await insertCustomer(ctx, input) }
}
