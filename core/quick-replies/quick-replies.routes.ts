import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { ChangeQuickReply, CreateQuickReply } from './quick-replies.gen.ts'
import schemas from './quick-replies.schema.json' with { type: 'json' }
import type { QuickReplies } from './quick-replies.service.ts'

const TAG = 'quick-replies'
const ONE: JsonSchema = {
  type: 'object',
  required: ['replyId'],
  additionalProperties: false,
  properties: { replyId: { type: 'string', maxLength: 40 } },
}

type None = Record<string, unknown>
type OfReply<B = undefined> = RouteRequest<{ replyId: string }, None, B>

export function quickRepliesRoutes(replies: QuickReplies): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/quick-replies',
      operationId: 'listQuickReplies',
      summary: 'Texts to answer with: those of the workspace, and your own',
      tag: TAG,
      auth: 'operator',
      response: schemaFrom(schemas, 'QuickReplyList'),
      handler: async (request: RouteRequest) => ({ body: { items: await replies.list(requireCaller(request)), nextCursor: null } }),
    },
    {
      method: 'POST',
      path: '/api/quick-replies',
      operationId: 'createQuickReply',
      summary: 'Keep a text to answer with; one for the whole workspace needs an editor',
      tag: TAG,
      auth: 'operator',
      body: schemaFrom(schemas, 'CreateQuickReply'),
      response: schemaFrom(schemas, 'QuickReplyView'),
      successStatus: 201,
      handler: async (request: RouteRequest<Record<string, string>, None, CreateQuickReply>) => ({
        status: 201,
        body: await replies.create(requireCaller(request), request.body),
      }),
    },
    {
      method: 'PATCH',
      path: '/api/quick-replies/:replyId',
      operationId: 'changeQuickReply',
      summary: 'Change its title or text',
      tag: TAG,
      auth: 'operator',
      params: ONE,
      body: schemaFrom(schemas, 'ChangeQuickReply'),
      response: schemaFrom(schemas, 'QuickReplyView'),
      handler: async (request: OfReply<ChangeQuickReply>) => ({
        body: await replies.change(requireCaller(request), request.params.replyId, request.body),
      }),
    },
    {
      method: 'DELETE',
      path: '/api/quick-replies/:replyId',
      operationId: 'deleteQuickReply',
      summary: 'Delete it',
      tag: TAG,
      auth: 'operator',
      params: ONE,
      successStatus: 204,
      handler: async (request: OfReply) => {
        await replies.remove(requireCaller(request), request.params.replyId)
        return { status: 204 }
      },
    },
  ]
}
