import { at, defineResource, NotFoundError } from '@tomada/sdk'
import { ask, isRefused, rowsOf } from '../client.ts'
import { pageOfWhole } from './whole-list.ts'

/** The provider knows no pages and no "changed since". Source: POST /clientes/listar and /clientes/buscadados/{id_cliente} */
export default defineResource({
  list: async (request, ctx) => pageOfWhole(rowsOf(await ask(ctx, 'customers'), 'lista'), request),
  async detail({ key }, ctx) {
    try {
      const record = at(await ask(ctx, 'customer', { ids: { idCliente: key } }), 'dados')
      if (record === null) throw new Error('Olé answered without the customer')
      return record
    } catch (error) {
      if (isRefused(error, 'not_found')) throw new NotFoundError('Olé does not know this customer')
      throw error
    }
  },
})
