import type { FlowDefinition, Json } from '../../sdk/flow/definition.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { connectionFlowsRoutes } from './connection-flows.routes.ts'
import { DEFINITION_BODY } from './definition-schema.ts'
import type { DraftsService, FlowCaller } from './drafts.service.ts'
import { flowFileRoutes } from './flow-files.routes.ts'
import type { ChangeFlow, CreateFlow, Evaluate, PublishFlow, TestStep } from './flows.gen.ts'
import schemas from './flows.schema.json' with { type: 'json' }
import type { FlowsService, FlowView } from './flows.service.ts'
import type { PreviewService } from './preview.service.ts'
import type { PublishingService } from './publish.service.ts'
import { outlineOf } from './template-outline.ts'

export interface FlowRouteDeps {
  flows: FlowsService
  drafts: DraftsService
  publishing: PublishingService
  preview: PreviewService
  /** Public base URL, for the webhook addresses. */
  baseUrl: string
  /** Tells open browsers what changed, after commit. */
  changed(tenantId: string, flowId: string): void
}

const TAG = 'flows'
const FLOW_PARAMS: JsonSchema = {
  type: 'object',
  required: ['flowId'],
  additionalProperties: false,
  properties: { flowId: { type: 'string', maxLength: 40 } },
}

function schemaOf(name: keyof typeof schemas.$defs): JsonSchema {
  return { $ref: `#/$defs/${name}`, $defs: schemas.$defs }
}

type FlowRequest<B = unknown, Q = Record<string, unknown>> = RouteRequest<{ flowId: string }, Q, B>

export function flowsRoutes({ flows, drafts, publishing, preview, baseUrl, changed }: FlowRouteDeps): Route[] {
  const show = (flow: FlowView) => ({
    id: flow.id,
    name: flow.name,
    folder: flow.folder,
    tags: flow.tags,
    state: flow.state,
    publishedVersion: flow.publishedVersion,
    hasDraft: flow.hasDraft,
    trigger: flow.trigger,
    hookUrl: `${baseUrl}/hooks/${flow.hookToken}`,
    formUrl: `${baseUrl}/forms/${flow.hookToken}`,
    createdAt: flow.createdAt.toISOString(),
    updatedAt: flow.updatedAt.toISOString(),
  })
  /** Does the work, then tells the workspace's browsers that this flow changed. */
  const andTell = async <T>(caller: FlowCaller, flowId: string, work: Promise<T>): Promise<T> => {
    const result = await work
    changed(caller.tenantId, flowId)
    return result
  }
  const list = (items: unknown[]) => ({ body: { items, nextCursor: null } })

  return [
    {
      method: 'GET',
      path: '/api/flows',
      operationId: 'listFlows',
      summary: 'Flows of the workspace',
      tag: TAG,
      auth: 'viewer',
      response: schemaOf('FlowList'),
      handler: async (request: RouteRequest) => list((await flows.list(callerOf(request))).map(show)),
    },
    {
      method: 'POST',
      path: '/api/flows',
      operationId: 'createFlow',
      summary: 'A new flow, blank or from a template',
      tag: TAG,
      auth: 'editor',
      body: schemaOf('CreateFlow'),
      response: schemaOf('Flow'),
      successStatus: 201,
      handler: async (request: RouteRequest<Record<string, string>, Record<string, unknown>, CreateFlow>) => {
        const caller = callerOf(request)
        const flow = await flows.create(caller, request.body)
        changed(caller.tenantId, flow.id)
        return { status: 201, body: show(flow) }
      },
    },
    {
      method: 'GET',
      path: '/api/flow-templates',
      operationId: 'listFlowTemplates',
      summary: 'Ready-made flows to start from',
      tag: TAG,
      auth: 'viewer',
      response: schemaOf('TemplateList'),
      handler: async (request: RouteRequest) =>
        list(
          flows.templates().map(({ id, name, description, category = 'other', plugins, definition }) => ({
            id,
            name: name[request.locale],
            description: description[request.locale],
            category,
            plugins,
            ...outlineOf(definition),
          })),
        ),
    },
    {
      method: 'GET',
      path: '/api/flows/:flowId',
      operationId: 'getFlow',
      summary: 'One flow',
      tag: TAG,
      auth: 'viewer',
      params: FLOW_PARAMS,
      response: schemaOf('Flow'),
      handler: async (request: FlowRequest) => ({ body: show(await flows.read(callerOf(request), request.params.flowId)) }),
    },
    {
      method: 'PATCH',
      path: '/api/flows/:flowId',
      operationId: 'changeFlow',
      summary: 'Rename a flow, put it into a folder, or tag it',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      body: schemaOf('ChangeFlow'),
      response: schemaOf('Flow'),
      handler: async (request: FlowRequest<ChangeFlow>) => {
        const caller = callerOf(request)
        return { body: show(await andTell(caller, request.params.flowId, flows.change(caller, request.params.flowId, request.body))) }
      },
    },
    {
      method: 'DELETE',
      path: '/api/flows/:flowId',
      operationId: 'deleteFlow',
      summary: 'Delete a flow; its runs stay readable',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      successStatus: 204,
      handler: async (request: FlowRequest) => {
        const caller = callerOf(request)
        await andTell(caller, request.params.flowId, flows.remove(caller, request.params.flowId))
        return { status: 204 }
      },
    },
    {
      method: 'GET',
      path: '/api/flows/:flowId/draft',
      operationId: 'getDraft',
      summary: 'Your unpublished edits, or the published version to start from',
      tag: TAG,
      auth: 'viewer',
      params: FLOW_PARAMS,
      response: schemaOf('Draft'),
      handler: async (request: FlowRequest) => ({ body: await drafts.read(callerOf(request), request.params.flowId) }),
    },
    {
      method: 'PUT',
      path: '/api/flows/:flowId/draft',
      operationId: 'saveDraft',
      summary: 'Save your edits over the revision named in If-Match',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      body: DEFINITION_BODY,
      response: schemaOf('SavedDraft'),
      maxBodyBytes: 8 * 1024 * 1024,
      handler: async (request: FlowRequest<{ definition: FlowDefinition }>) => {
        const caller = callerOf(request)
        // Before the header is judged: a flow of another workspace is unknown, whatever the request holds.
        await flows.read(caller, request.params.flowId)
        const seen = revisionOf(request.headers['if-match'])
        return { body: await drafts.save(caller, request.params.flowId, seen, request.body.definition) }
      },
    },
    {
      method: 'DELETE',
      path: '/api/flows/:flowId/draft',
      operationId: 'discardDraft',
      summary: 'Throw your edits away',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      successStatus: 204,
      handler: async (request: FlowRequest) => {
        await drafts.discard(callerOf(request), request.params.flowId)
        return { status: 204 }
      },
    },
    {
      method: 'GET',
      path: '/api/flows/:flowId/draft/context',
      operationId: 'getDraftContext',
      summary: 'What a field of this step may refer to',
      tag: TAG,
      auth: 'viewer',
      params: FLOW_PARAMS,
      response: schemaOf('Context'),
      query: { type: 'object', required: ['step'], additionalProperties: false, properties: { step: { type: 'string', maxLength: 40 } } },
      handler: async (request: FlowRequest<unknown, { step: string }>) => ({
        body: { sources: await preview.context(callerOf(request), request.params.flowId, request.query.step) },
      }),
    },
    {
      method: 'GET',
      path: '/api/flows/:flowId/draft/types',
      operationId: 'getDraftTypes',
      summary: 'TypeScript declarations of what the code of this step may name',
      tag: TAG,
      auth: 'viewer',
      params: FLOW_PARAMS,
      response: schemaOf('CodeTypes'),
      query: { type: 'object', required: ['step'], additionalProperties: false, properties: { step: { type: 'string', maxLength: 40 } } },
      handler: async (request: FlowRequest<unknown, { step: string }>) => ({
        body: { declarations: await preview.types(callerOf(request), request.params.flowId, request.query.step) },
      }),
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/draft/evaluate',
      operationId: 'evaluateTemplate',
      summary: 'The value a field would have, over the samples',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      body: schemaOf('Evaluate'),
      response: schemaOf('Evaluation'),
      handler: async (request: FlowRequest<Evaluate & { template: Json }>) => ({
        body: await preview.evaluate(callerOf(request), request.params.flowId, request.body.stepId, request.body.template),
      }),
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/draft/test-step',
      operationId: 'testStep',
      summary: 'Run one step of the draft; actions reach their provider',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      body: schemaOf('TestStep'),
      response: schemaOf('StepTest'),
      handler: async (request: FlowRequest<TestStep & { input?: Json }>) => ({
        body: await preview.testStep(callerOf(request), request.params.flowId, request.body.stepId, request.body.input),
      }),
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/publish',
      operationId: 'publishFlow',
      summary: 'Publish your draft as the next version',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      body: schemaOf('PublishFlow'),
      response: schemaOf('PublishedVersion'),
      successStatus: 201,
      handler: async (request: FlowRequest<PublishFlow>) => {
        const caller = callerOf(request)
        const label = { name: request.body.name ?? '', note: request.body.note ?? '' }
        return { status: 201, body: await andTell(caller, request.params.flowId, publishing.publish(caller, request.params.flowId, label)) }
      },
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/pause',
      operationId: 'pauseFlow',
      summary: 'Stop starting runs; those under way finish',
      tag: TAG,
      auth: 'operator',
      params: FLOW_PARAMS,
      successStatus: 204,
      handler: async (request: FlowRequest) => {
        const caller = callerOf(request)
        await andTell(caller, request.params.flowId, publishing.pause(caller, request.params.flowId))
        return { status: 204 }
      },
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/resume',
      operationId: 'resumeFlow',
      summary: 'Start runs again',
      tag: TAG,
      auth: 'operator',
      params: FLOW_PARAMS,
      successStatus: 204,
      handler: async (request: FlowRequest) => {
        const caller = callerOf(request)
        await andTell(caller, request.params.flowId, publishing.resume(caller, request.params.flowId))
        return { status: 204 }
      },
    },
    {
      method: 'GET',
      path: '/api/flows/:flowId/versions',
      operationId: 'listFlowVersions',
      summary: 'Published versions, newest first',
      tag: TAG,
      auth: 'viewer',
      params: FLOW_PARAMS,
      response: schemaOf('VersionList'),
      handler: async (request: FlowRequest) => {
        const rows = await flows.versions(callerOf(request), request.params.flowId)
        return list(rows.map((row) => ({ ...row, publishedAt: row.publishedAt.toISOString() })))
      },
    },
    {
      method: 'GET',
      path: '/api/flows/:flowId/versions/:version',
      operationId: 'getFlowVersion',
      summary: 'One published version',
      tag: TAG,
      auth: 'viewer',
      params: {
        type: 'object',
        required: ['flowId', 'version'],
        additionalProperties: false,
        properties: { flowId: { type: 'string', maxLength: 40 }, version: { type: 'string', pattern: '^[0-9]{1,9}$' } },
      },
      response: schemaOf('Version'),
      handler: async (request: RouteRequest<{ flowId: string; version: string }>) => ({
        body: await flows.version(callerOf(request), request.params.flowId, Number(request.params.version)),
      }),
    },
    {
      method: 'GET',
      path: '/api/flows/:flowId/hook-secret',
      operationId: 'getHookSecret',
      summary: 'The secret that senders of this webhook prove themselves with',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      response: schemaOf('HookSecret'),
      handler: async (request: FlowRequest) => ({ body: { secret: await flows.hookSecret(callerOf(request), request.params.flowId) } }),
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/hook-secret/rotate',
      operationId: 'rotateHookSecret',
      summary: 'Replace the secret; the old one stops working at once',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      response: schemaOf('HookSecret'),
      handler: async (request: FlowRequest) => ({
        body: { secret: await flows.rotateHookSecret(callerOf(request), request.params.flowId) },
      }),
    },
    ...connectionFlowsRoutes(flows),
    ...flowFileRoutes({ flows, drafts, show, changed }),
  ]
}

function callerOf(request: Pick<RouteRequest, 'caller'>): FlowCaller {
  if (request.caller === null) throw new AppError('unauthenticated')
  return { tenantId: request.caller.tenantId, userId: request.caller.userId }
}

/** `If-Match: "3"` or `3`; 0 means that the sender has seen no draft yet. */
function revisionOf(header: string | undefined): number {
  const text = (header ?? '').replaceAll('"', '')
  if (!/^\d{1,9}$/.test(text))
    throw new AppError('invalid', {
      errors: [{ field: 'headers/if-match', reason: 'the revision you loaded / a revisão que você carregou' }],
    })
  return Number(text)
}
