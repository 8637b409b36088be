import { defineResource } from '@tomada/sdk'
import { ask, rowsOf } from '../client.ts'
import { pageOfWhole } from './whole-list.ts'

/** Readable while the provider is down, with the time of the last sync. Source: POST /planos */
export default defineResource({ list: async (request, ctx) => pageOfWhole(rowsOf(await ask(ctx, 'plans'), 'planos'), request) })
