import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { withDefinition } from './definition-schema.ts'
import type { DraftsService, FlowCaller } from './drafts.service.ts'
import type { FlowFile } from './flows.gen.ts'
import schemas from './flows.schema.json' with { type: 'json' }
import type { FlowsService, FlowView } from './flows.service.ts'
import { TRASH_DAYS } from './flows.store.ts'

export interface FlowFileDeps {
  flows: FlowsService
  drafts: DraftsService
  show(flow: FlowView): unknown
  changed(tenantId: string, flowId: string): void
}

const TAG = 'flows'
const DAY_MS = 24 * 60 * 60 * 1000
const FLOW_PARAMS: JsonSchema = {
  type: 'object',
  required: ['flowId'],
  additionalProperties: false,
  properties: { flowId: { type: 'string', maxLength: 40 } },
}
const schemaOf = (name: keyof typeof schemas.$defs): JsonSchema => ({ $ref: `#/$defs/${name}`, $defs: schemas.$defs })

type FlowRequest<B = unknown> = RouteRequest<{ flowId: string }, Record<string, unknown>, B>

/** A flow leaves as a file and comes back as one; a deleted one comes back from the bin. */
export function flowFileRoutes({ flows, drafts, show, changed }: FlowFileDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/flows/:flowId/file',
      operationId: 'exportFlow',
      summary: 'A flow as a file, as your draft or else the published version has it',
      tag: TAG,
      auth: 'viewer',
      params: FLOW_PARAMS,
      response: schemaOf('FlowFile'),
      handler: async (request: FlowRequest) => {
        const caller = callerOf(request)
        const { name, folder, tags } = await flows.read(caller, request.params.flowId)
        const { definition } = await drafts.read(caller, request.params.flowId)
        return { body: { format: 'tomada-flow', version: 1, name, folder, tags, definition } }
      },
    },
    {
      method: 'POST',
      path: '/api/flow-files',
      operationId: 'importFlow',
      summary: 'A new flow from a file; accounts of another workspace are replaced by those of this one',
      tag: TAG,
      auth: 'editor',
      body: withDefinition(schemas.$defs.FlowFile),
      response: schemaOf('Flow'),
      successStatus: 201,
      maxBodyBytes: 8 * 1024 * 1024,
      handler: async (
        request: RouteRequest<Record<string, string>, Record<string, unknown>, FlowFile & { definition: FlowDefinition }>,
      ) => {
        const caller = callerOf(request)
        const { name, folder, tags, definition } = request.body
        const flow = await flows.create(caller, {
          name,
          definition,
          ...(folder === undefined ? {} : { folder }),
          ...(tags === undefined ? {} : { tags }),
        })
        changed(caller.tenantId, flow.id)
        return { status: 201, body: show(flow) }
      },
    },
    {
      method: 'GET',
      path: '/api/flow-trash',
      operationId: 'listFlowTrash',
      summary: 'Deleted flows that can still be taken back',
      tag: TAG,
      auth: 'viewer',
      response: schemaOf('FlowTrash'),
      handler: async (request: RouteRequest) => {
        const trashed = await flows.trash(callerOf(request))
        const items = trashed.map(({ deletedAt, ...flow }) => ({
          ...flow,
          deletedAt: deletedAt.toISOString(),
          until: new Date(deletedAt.getTime() + TRASH_DAYS * DAY_MS).toISOString(),
        }))
        return { body: { items, nextCursor: null } }
      },
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/restore',
      operationId: 'restoreFlow',
      summary: 'Take a deleted flow back; it is paused until somebody resumes it',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      response: schemaOf('Flow'),
      handler: async (request: FlowRequest) => {
        const caller = callerOf(request)
        const flow = await flows.restore(caller, request.params.flowId)
        changed(caller.tenantId, flow.id)
        return { body: show(flow) }
      },
    },
  ]
}

function callerOf(request: Pick<RouteRequest, 'caller'>): FlowCaller {
  if (request.caller === null) throw new AppError('unauthenticated')
  return { tenantId: request.caller.tenantId, userId: request.caller.userId }
}
