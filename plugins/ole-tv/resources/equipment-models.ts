import { defineResource } from '@tomada/sdk'
import { ask, rowsOf } from '../client.ts'
import { pageOfWhole } from './whole-list.ts'

/** Source: POST /equipamentos */
export default defineResource({ list: async (request, ctx) => pageOfWhole(rowsOf(await ask(ctx, 'models'), 'modelos'), request) })
