import { defineResource } from '@tomada/sdk'
import { getRecord } from '../client.ts'
import { changedRows } from './changed-rows.ts'

/**
 * Rows of GET /pedidos/vendas, which hold no items; the host reads each changed order whole.
 * Source: Bling's OpenAPI document (September 2026)
 */
export default defineResource({
  list: (request, ctx) => changedRows(request, ctx, { path: '/pedidos/vendas', query: {} }),
  detail: ({ key }, ctx) => getRecord(ctx, `/pedidos/vendas/${encodeURIComponent(key)}`),
})
