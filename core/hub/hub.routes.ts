import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { HubQuery, HubRecordAt, HubSettings } from './hub.gen.ts'
import schemas from './hub.schema.json' with { type: 'json' }
import type { HubService } from './hub.service.ts'
import { HUB_ENTITIES, type HubEntity } from './hub.types.ts'

const TAG = 'hub'
/** Any text: a kind that there is not is unknown, like an id that nobody has (C21). */
const ENTITY: JsonSchema = { type: 'string', maxLength: 40 }
const OF_KIND: JsonSchema = { type: 'object', required: ['entity'], additionalProperties: false, properties: { entity: ENTITY } }
const OF_ENTITY: JsonSchema = {
  type: 'object',
  required: ['entity', 'entityId'],
  additionalProperties: false,
  properties: { entity: ENTITY, entityId: { type: 'string', maxLength: 40 } },
}

interface Kind extends Record<string, string> {
  entity: string
}
interface One extends Kind {
  entityId: string
}
type None = Record<string, unknown>

export function hubRoutes(hub: HubService): Route[] {
  return [...readRoutes(hub), ...linkRoutes(hub), ...settingsRoutes(hub)]
}

function readRoutes(hub: HubService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/hub/:entity',
      operationId: 'listHubEntities',
      summary: 'Products, orders, customers or stock of all connections, what is linked as one',
      tag: TAG,
      auth: 'viewer',
      params: OF_KIND,
      query: schemaFrom(schemas, 'HubQuery'),
      response: schemaFrom(schemas, 'HubEntityList'),
      handler: async (request: RouteRequest<Kind, HubQuery>) => ({
        body: await hub.list(requireCaller(request).tenantId, kindOf(request), request.query),
      }),
    },
    {
      method: 'GET',
      path: '/api/hub/:entity/:entityId',
      operationId: 'getHubEntity',
      summary: 'One of them: each field with its source and what others say, its links, and what may be the same',
      tag: TAG,
      auth: 'viewer',
      params: OF_ENTITY,
      response: schemaFrom(schemas, 'HubEntityDetail'),
      handler: async (request: RouteRequest<One>) => {
        const { entityId } = request.params
        return { body: await hub.read(requireCaller(request).tenantId, kindOf(request), entityId) }
      },
    },
  ]
}

function linkRoutes(hub: HubService): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/hub/:entity/:entityId/link',
      operationId: 'linkHubRecord',
      summary: 'Say that a record is this one; nothing of either changes',
      tag: TAG,
      auth: 'editor',
      params: OF_ENTITY,
      body: schemaFrom(schemas, 'HubRecordAt'),
      response: schemaFrom(schemas, 'HubEntityView'),
      handler: async (request: RouteRequest<One, None, HubRecordAt>) => {
        const { entityId } = request.params
        return { body: await hub.link(requireCaller(request), kindOf(request), entityId, request.body) }
      },
    },
    {
      method: 'POST',
      path: '/api/hub/:entity/:entityId/unlink',
      operationId: 'unlinkHubRecord',
      summary: 'Say that a record is another thing: it stands alone from now on',
      tag: TAG,
      auth: 'editor',
      params: OF_ENTITY,
      body: schemaFrom(schemas, 'HubRecordAt'),
      response: schemaFrom(schemas, 'HubEntityView'),
      handler: async (request: RouteRequest<One, None, HubRecordAt>) => {
        const { entityId } = request.params
        return { body: await hub.unlink(requireCaller(request), kindOf(request), entityId, request.body) }
      },
    },
  ]
}

function settingsRoutes(hub: HubService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/hub/:entity/settings',
      operationId: 'getHubSettings',
      summary: 'From which connection fields are taken',
      tag: TAG,
      auth: 'viewer',
      params: OF_KIND,
      response: schemaFrom(schemas, 'HubSettings'),
      handler: async (request: RouteRequest<Kind>) => ({
        body: { owners: await hub.settings(requireCaller(request).tenantId, kindOf(request)) },
      }),
    },
    {
      method: 'PUT',
      path: '/api/hub/:entity/settings',
      operationId: 'chooseHubSettings',
      summary: 'Declare from which connection fields are taken; replaces what was declared',
      tag: TAG,
      auth: 'editor',
      params: OF_KIND,
      body: schemaFrom(schemas, 'HubSettings'),
      response: schemaFrom(schemas, 'HubSettings'),
      handler: async (request: RouteRequest<Kind, None, HubSettings>) => ({
        body: { owners: await hub.choose(requireCaller(request), kindOf(request), request.body.owners) },
      }),
    },
  ]
}

function kindOf({ params }: { params: Kind }): HubEntity {
  const found = HUB_ENTITIES.find((each) => each === params.entity)
  if (found === undefined) throw new AppError('not_found')
  return found
}
