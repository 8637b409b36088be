import { originOfRequest } from '../http/request-origin.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { ChangePassword, UpdateMe } from './identity.gen.ts'
import schemas from './identity.schema.json' with { type: 'json' }
import type { IdentityService } from './identity.service.ts'

const TAG = 'me'

type Request<B> = RouteRequest<Record<string, string>, Record<string, unknown>, B>

/** The signed-in person: who they are, where they are, and their password. */
export function meRoutes({ account, sessionCookie }: IdentityService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/me',
      operationId: 'getMe',
      summary: 'Who is signed in, and where',
      tag: TAG,
      auth: 'user',
      response: schemaFrom(schemas, 'Me'),
      handler: async (request) => {
        const { userId, tenantId } = requireCaller(request)
        return { body: await account.me(userId, tenantId) }
      },
    },
    {
      method: 'PATCH',
      path: '/api/me',
      operationId: 'updateMe',
      summary: 'Change your name or language',
      tag: TAG,
      auth: 'user',
      body: schemaFrom(schemas, 'UpdateMe'),
      response: schemaFrom(schemas, 'Me'),
      handler: async (request: Request<UpdateMe>) => {
        const { userId, tenantId } = requireCaller(request)
        await account.update(userId, request.body)
        return { body: await account.me(userId, tenantId) }
      },
    },
    {
      method: 'POST',
      path: '/api/me/password',
      operationId: 'changePassword',
      summary: 'Change your password; every other session ends',
      tag: TAG,
      auth: 'user',
      rateLimit: { quota: 20, windowSeconds: 60 },
      body: schemaFrom(schemas, 'ChangePassword'),
      handler: async (request: Request<ChangePassword>) => {
        const { currentPassword, newPassword } = request.body
        const token = await account.changePassword(requireCaller(request), currentPassword, newPassword, originOfRequest(request))
        return token === null ? {} : { setCookies: [sessionCookie(token)] }
      },
    },
  ]
}
