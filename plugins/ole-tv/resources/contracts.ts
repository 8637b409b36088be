import { at, defineResource, type Json, textOf } from '@tomada/sdk'
import { ask, rowsOf } from '../client.ts'
import { pageOfWhole } from './whole-list.ts'

/** Asked for customer by customer: a contract itself does not say whose it is. Source: POST /contratos/listar/{id_cliente} */
export default defineResource({
  async list(request, ctx) {
    const customer = textOf(at(request.parent, 'id'))
    if (customer === null) throw new Error('contracts are asked for by customer')
    const rows = rowsOf(await ask(ctx, 'contracts', { ids: { idCliente: customer } }), 'contratos')
    return pageOfWhole(
      rows.map((row) => ofCustomer(row, customer)),
      request,
    )
  },
})

function ofCustomer(row: Json, id_cliente: string): Json {
  return typeof row === 'object' && row !== null && !Array.isArray(row) ? { ...row, id_cliente } : row
}
