import { defineResource } from '@tomada/sdk'
import { getRecord } from '../client.ts'
import { changedRows } from './changed-rows.ts'

/**
 * Rows of GET /contatos; that a contact was excluded is only said by its own record. There are no webhooks of contacts.
 * Source: Bling's OpenAPI document (September 2026)
 */
export default defineResource({
  list: (request, ctx) => changedRows(request, ctx, { path: '/contatos', query: { criterio: 1 } }),
  detail: ({ key }, ctx) => getRecord(ctx, `/contatos/${encodeURIComponent(key)}`),
})
