import { type ActionContext, at } from '@tomada/sdk'
import { ask } from '../client.ts'
import { toCustomer } from '../map/to-customer.ts'

/** Source: POST /clientes/buscadados/{id_cliente} */
export default async function getCustomer({ clienteId }: { clienteId: string }, ctx: ActionContext) {
  return toCustomer(at(await ask(ctx, 'customer', { ids: { idCliente: clienteId } }), 'dados'))
}
