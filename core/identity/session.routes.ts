import { originOfRequest } from '../http/request-origin.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { SIGN_IN_RATE } from '../http/sign-in-rate.ts'
import { schemaFrom } from '../platform/validate.ts'
import { SESSION_COOKIE } from './caller.service.ts'
import type { SetUp, SignIn, SwitchWorkspace } from './identity.gen.ts'
import schemas from './identity.schema.json' with { type: 'json' }
import type { IdentityService } from './identity.service.ts'
import { endSessionCookie } from './session-cookie.ts'

const TAG = 'session'
type Request<B> = RouteRequest<Record<string, string>, Record<string, unknown>, B>

/** First run, signing in and out in a browser, and the workspace that the session is in. */
export function sessionRoutes(identity: IdentityService, demoAvailable: () => boolean): Route[] {
  const { setup, signIn, account, secureCookies } = identity
  const cookie = (token: string) => [identity.sessionCookie(token)]
  return [
    {
      method: 'GET',
      path: '/api/setup',
      operationId: 'getSetup',
      summary: 'Whether the first run is still to be done',
      tag: TAG,
      auth: 'public',
      response: schemaFrom(schemas, 'SetupState'),
      handler: async () => ({ body: { needed: await setup.isNeeded(), demoAvailable: demoAvailable() } }),
    },
    {
      method: 'POST',
      path: '/api/setup',
      operationId: 'setUp',
      summary: 'Create the owner and the first workspace, and sign in',
      tag: TAG,
      auth: 'public',
      rateLimit: SIGN_IN_RATE,
      body: schemaFrom(schemas, 'SetUp'),
      response: schemaFrom(schemas, 'Me'),
      successStatus: 201,
      handler: async (request: Request<SetUp>) => {
        const origin = originOfRequest(request)
        const { user, workspaceId } = await setup.setUp(request.body, origin)
        const token = await signIn.openSession(user, origin, { workspaceId })
        return { status: 201, setCookies: cookie(token), body: await account.me(user.id, workspaceId) }
      },
    },
    {
      method: 'POST',
      path: '/api/session',
      operationId: 'signIn',
      summary: 'Sign in with e-mail and password',
      tag: TAG,
      auth: 'public',
      rateLimit: SIGN_IN_RATE,
      body: schemaFrom(schemas, 'SignIn'),
      response: schemaFrom(schemas, 'Me'),
      handler: async (request: Request<SignIn>) => {
        const origin = originOfRequest(request)
        const user = await signIn.checkPassword(request.body.email, request.body.password, origin)
        const token = await signIn.openSession(user, origin, { replaces: request.cookies[SESSION_COOKIE] })
        const caller = await identity.callerOf({ cookie: `${SESSION_COOKIE}=${token}` })
        const { userId, tenantId } = requireCaller({ caller })
        return { setCookies: cookie(token), body: await account.me(userId, tenantId) }
      },
    },
    {
      method: 'DELETE',
      path: '/api/session',
      operationId: 'signOut',
      summary: 'Sign out of this browser',
      tag: TAG,
      auth: 'public',
      handler: async (request: Request<undefined>) => {
        const token = request.cookies[SESSION_COOKIE]
        if (token !== undefined) await signIn.endSession(token)
        return { setCookies: [endSessionCookie(secureCookies)] }
      },
    },
    {
      method: 'POST',
      path: '/api/session/workspace',
      operationId: 'switchWorkspace',
      summary: 'Go on in another of your workspaces',
      tag: TAG,
      auth: 'user',
      body: schemaFrom(schemas, 'SwitchWorkspace'),
      response: schemaFrom(schemas, 'Me'),
      handler: async (request: Request<SwitchWorkspace>) => {
        const caller = requireCaller(request)
        await account.switchWorkspace(caller, request.body.workspaceId)
        return { body: await account.me(caller.userId, request.body.workspaceId) }
      },
    },
  ]
}
