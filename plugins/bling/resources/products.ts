import { defineResource } from '@tomada/sdk'
import { getRecord } from '../client.ts'
import { changedRows } from './changed-rows.ts'

/**
 * Rows of GET /produtos: all of them, also inactive and excluded ones; a variation is a product of its own. The host reads each changed
 * one whole.
 * Source: Bling's OpenAPI document (September 2026)
 */
export default defineResource({
  list: (request, ctx) => changedRows(request, ctx, { path: '/produtos', query: { criterio: 5, tipo: 'T' } }),
  detail: ({ key }, ctx) => getRecord(ctx, `/produtos/${encodeURIComponent(key)}`),
})
