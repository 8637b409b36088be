import { defineResource, type Json } from '@tomada/sdk'
import { type ListCall, listAll, wireId } from '../client.ts'
import { withChangedAt } from '../map/changed-at.ts'
import { keyed } from '../map/keyed.ts'
import { changedPage } from './snake-pages.ts'

const LIST: ListCall = { service: 'geral/clientes', name: 'ListarClientes', dialect: 'snake', rows: 'clientes_cadastro' }
const ALL = { apenas_importado_api: 'N' }

/** Customers and suppliers: Omie keeps them together, only their tags differ. One alone is read by the same call, filtered. */
export default defineResource({
  list: (request, ctx) => changedPage(request, ctx, { list: LIST, param: ALL, toRecord }),
  async detail({ key }, ctx) {
    const [row] = await listAll(ctx, LIST, { ...ALL, clientesPorCodigo: [{ codigo_cliente_omie: wireId(key) }] })
    return row === undefined ? null : toRecord(row)
  },
})

function toRecord(row: Json): Json {
  return withChangedAt(keyed(row, 'codigo_cliente_omie'), 'info')
}
