import type { ActionContext } from '@tomada/sdk'
import { call, wireId } from '../client.ts'
import { type Customer, toCustomer } from '../map/to-customer.ts'

/** One customer or supplier by its id. */
export default async function getCustomer(input: { clienteId: string | number }, ctx: ActionContext): Promise<Customer> {
  return toCustomer(await call(ctx, 'geral/clientes', 'ConsultarCliente', { codigo_cliente_omie: wireId(input.clienteId) }))
}
