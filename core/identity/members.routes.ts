import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { AddMember, Member, UpdateMember } from './identity.gen.ts'
import schemas from './identity.schema.json' with { type: 'json' }
import type { IdentityService } from './identity.service.ts'
import type { MemberRow } from './memberships.store.ts'

const TAG = 'members'
const PARAMS: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['userId'],
  properties: { userId: { type: 'string', maxLength: 40 } },
}

type Request<B> = RouteRequest<{ userId: string }, Record<string, unknown>, B>

/** Who may do what in the workspace. */
export function membersRoutes({ members }: IdentityService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/members',
      operationId: 'listMembers',
      summary: 'Members of the workspace with their roles',
      tag: TAG,
      auth: 'viewer',
      response: schemaFrom(schemas, 'MemberList'),
      handler: async (request) => ({ body: { items: (await members.list(requireCaller(request))).map(show), nextCursor: null } }),
    },
    {
      method: 'POST',
      path: '/api/members',
      operationId: 'addMember',
      summary: 'Add a person to the workspace',
      tag: TAG,
      auth: 'admin',
      body: schemaFrom(schemas, 'AddMember'),
      response: schemaFrom(schemas, 'Member'),
      successStatus: 201,
      handler: async (request: Request<AddMember>) => ({
        status: 201,
        body: show(await members.add(requireCaller(request), request.body)),
      }),
    },
    {
      method: 'PATCH',
      path: '/api/members/:userId',
      operationId: 'changeMemberRole',
      summary: 'Give a member another role',
      tag: TAG,
      auth: 'admin',
      params: PARAMS,
      body: schemaFrom(schemas, 'UpdateMember'),
      response: schemaFrom(schemas, 'Member'),
      handler: async (request: Request<UpdateMember>) => {
        const member = await members.changeRole(requireCaller(request), request.params.userId, request.body.role)
        return { body: show(member) }
      },
    },
    {
      method: 'DELETE',
      path: '/api/members/:userId',
      operationId: 'removeMember',
      summary: 'Take a person out of the workspace',
      tag: TAG,
      auth: 'admin',
      params: PARAMS,
      handler: async (request: Request<undefined>) => {
        await members.remove(requireCaller(request), request.params.userId)
        return {}
      },
    },
  ]
}

function show({ since, ...member }: MemberRow): Member {
  return { ...member, since: since.toISOString() }
}
