import type { Json } from '../../sdk/flow/definition.ts'
import { idempotencyKey } from '../http/idempotency-key.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import { showRecord } from '../resources/resource-views.ts'
import type { RecordEdits } from './record-edits.service.ts'
import type { RecordPage } from './record-page.service.ts'
import type { RecordEditQuery } from './record-views.gen.ts'
import schemas from './record-views.schema.json' with { type: 'json' }
import type { RecordAt, RecordViewer, RelatedRecords } from './record-views.types.ts'

const TAG = 'resources'
const RECORD = '/api/resources/:plugin/:resource/:connectionId/:key'
const NAME: JsonSchema = { type: 'string', minLength: 1, maxLength: 63 }
const AT = { plugin: NAME, resource: NAME, connectionId: NAME, key: { type: 'string', minLength: 1, maxLength: 300 } }
const OF_RECORD = paramsOf(AT)
const ASKS_PROVIDER = { quota: 120, windowSeconds: 60 }

function paramsOf(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', required: Object.keys(properties), additionalProperties: false, properties }
}

type OfRecord<B = undefined> = RouteRequest<RecordAt & Record<string, string>, Record<string, unknown>, B>
type OfAction = RouteRequest<RecordAt & { action: string } & Record<string, string>, Record<string, unknown>, RunRecordActionBody>

interface RunRecordActionBody {
  input: { [name: string]: Json }
}

/** What people see of a record beside its fields, and what they can have done with it. */
export function recordViewsRoutes(edits: RecordEdits, recordPage: RecordPage): Route[] {
  return [...pageRoutes(recordPage), ...editRoutes(edits)]
}

function pageRoutes(recordPage: RecordPage): Route[] {
  return [
    {
      method: 'GET',
      path: `${RECORD}/related`,
      operationId: 'listRelatedRecords',
      summary: 'Records of the same account that belong to this one',
      tag: TAG,
      auth: 'viewer',
      params: OF_RECORD,
      response: schemaFrom(schemas, 'RelatedRecordsList'),
      handler: async (request: OfRecord) => {
        const items = await recordPage.related(viewerOf(request), placeOf(request))
        return { body: { items: items.map(showRelated), nextCursor: null } }
      },
    },
    {
      method: 'GET',
      path: `${RECORD}/timeline`,
      operationId: 'getRecordTimeline',
      summary: 'What happened with a record, newest first: its own times, changes of its status, edits, and what it points to',
      tag: TAG,
      auth: 'viewer',
      params: OF_RECORD,
      response: schemaFrom(schemas, 'MomentList'),
      handler: async (request: OfRecord) => ({
        body: { items: await recordPage.timeline(viewerOf(request), placeOf(request)), nextCursor: null },
      }),
    },
  ]
}

function editRoutes(edits: RecordEdits): Route[] {
  return [
    {
      method: 'GET',
      path: `${RECORD}/actions`,
      operationId: 'listRecordActions',
      summary: 'What can be done with a record, with what is left to give and where to begin',
      tag: TAG,
      auth: 'viewer',
      params: OF_RECORD,
      response: schemaFrom(schemas, 'RecordOfferList'),
      handler: async (request: OfRecord) => ({
        body: { items: await edits.offers(viewerOf(request), placeOf(request)), nextCursor: null },
      }),
    },
    {
      method: 'POST',
      path: `${RECORD}/actions/:action`,
      operationId: 'runRecordAction',
      summary: 'Have an action do something with a record at its provider. Idempotency-Key makes a repeated request one call',
      tag: TAG,
      auth: 'operator',
      params: paramsOf({ ...AT, action: NAME }),
      body: schemaFrom(schemas, 'RunRecordAction'),
      response: schemaFrom(schemas, 'RecordEditView'),
      rateLimit: ASKS_PROVIDER,
      handler: async (request: OfAction) => {
        const asked = { given: request.body.input, effectKey: idempotencyKey(request.headers) }
        return { body: await edits.run(viewerOf(request), placeOf(request), request.params.action, asked) }
      },
    },
    {
      method: 'GET',
      path: '/api/record-edits',
      operationId: 'listRecordEdits',
      summary: 'What was sent to providers from here about single records, newest first',
      tag: TAG,
      auth: 'viewer',
      query: schemaFrom(schemas, 'RecordEditQuery'),
      response: schemaFrom(schemas, 'RecordEditList'),
      handler: async (request: RouteRequest<Record<string, string>, RecordEditQuery>) => ({
        body: await edits.list(requireCaller(request).tenantId, request.query),
      }),
    },
  ]
}

function viewerOf(request: Pick<RouteRequest, 'caller' | 'locale'>): RecordViewer {
  const { tenantId, userId } = requireCaller(request)
  return { tenantId, userId, locale: request.locale }
}

function placeOf({ params: { plugin, resource, connectionId, key } }: { params: RecordAt }): RecordAt {
  return { plugin, resource, connectionId, key }
}

function showRelated({ records, ...group }: RelatedRecords) {
  return {
    ...group,
    records: records.map(({ plan, record }) => {
      const { connectionId, key, title, fields, currency, deletedAt } = showRecord(plan, record)
      return { connectionId, key, title, fields, currency, deletedAt }
    }),
  }
}
