import type { ActionContext } from '@tomada/sdk'
import type { CustomerInput } from '../map/to-customer-form.ts'
import { changeCustomer } from '../map/write-customer.ts'

/** Source: POST /clientes/alterar/{id_cliente} */
export default async function updateCustomer({ clienteId, ...change }: { clienteId: string } & Partial<CustomerInput>, ctx: ActionContext) {
  return { clienteId, alterados: await changeCustomer(ctx, clienteId, change) }
}
