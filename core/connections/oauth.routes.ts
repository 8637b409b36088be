import type { Route as ManifestRoute } from '../../sdk/manifest.gen.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { OAuthAppState, RemoveOAuthApp, SaveOAuthApp, StartOAuth, WhichOAuthApp } from './connections.gen.ts'
import schemas from './connections.schema.json' with { type: 'json' }
import type { ConnectionsService } from './connections.service.ts'
import type { Locale } from './connections.types.ts'
import type { CallbackQuery } from './oauth.service.ts'
import type { OAuthAppView } from './oauth-apps.service.ts'
import { oauthPage } from './oauth-page.ts'
import { redirectSentence } from './redirect-check.ts'

const TAG = 'connections'
const PLUGIN_PARAMS: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['plugin'],
  properties: { plugin: { type: 'string', maxLength: 64 } },
}

export interface OAuthRoutesOptions {
  /** Public origin: the only page that is told of the result. */
  baseUrl: string
  /** Addresses that connectors claim for the host's own OAuth operations. */
  claimed: ReadonlyArray<{ plugin: string; route: ManifestRoute }>
}

/** The OAuth window, its clients, and the same under the addresses that connectors bind to it (ML-03, ML-04). */
export function oauthRoutes(connections: ConnectionsService, { baseUrl, claimed }: OAuthRoutesOptions): Route[] {
  return [
    startRoute(connections),
    callbackRoute(connections, baseUrl, { path: '/oauth/callback', operationId: 'finishOAuth' }),
    ...appRoutes(connections, baseUrl),
    ...claimed
      .filter(({ route }) => route.bind.startsWith('platform:oauth.'))
      .map(({ plugin, route }) => claimedRoute(connections, baseUrl, plugin, route)),
  ]
}

function startRoute({ oauth }: ConnectionsService): Route {
  return {
    method: 'POST',
    path: '/api/connections/oauth/start',
    operationId: 'startOAuth',
    summary: "The provider's consent page, to connect an account or to connect it again",
    tag: TAG,
    auth: 'admin',
    rateLimit: { quota: 60, windowSeconds: 60 },
    body: schemaFrom(schemas, 'StartOAuth'),
    response: schemaFrom(schemas, 'OAuthStarted'),
    handler: async (request: RouteRequest<never, never, StartOAuth>) => ({
      body: { authorizeUrl: await oauth.start(requireCaller(request), request.body, request.locale) },
    }),
  }
}

function callbackRoute({ oauth }: ConnectionsService, baseUrl: string, at: { path: string; operationId: string; plugin?: string }): Route {
  return {
    method: 'GET',
    path: at.path,
    operationId: at.operationId,
    summary: 'Where the provider sends the browser back to; answers a small page',
    tag: TAG,
    auth: 'admin',
    rateLimit: { quota: 60, windowSeconds: 60 },
    query: schemaFrom(schemas, 'OAuthCallbackQuery'),
    handler: async (request: RouteRequest<never, CallbackQuery>) =>
      oauthPage(await oauth.callback(requireCaller(request), request.query, at.plugin), request.locale, baseUrl),
  }
}

function claimedRoute(connections: ConnectionsService, baseUrl: string, plugin: string, route: ManifestRoute): Route {
  const words = [...plugin.split('-'), ...route.bind.replace('platform:', '').split('.')]
  const operationId = words.map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('')
  if (route.bind === 'platform:oauth.callback') return callbackRoute(connections, baseUrl, { path: route.path, operationId, plugin })
  return {
    method: 'GET',
    path: route.path,
    operationId,
    summary: "Sends the browser to the provider's consent page",
    tag: TAG,
    auth: 'admin',
    rateLimit: { quota: 60, windowSeconds: 60 },
    handler: async (request: RouteRequest) => {
      const location = await connections.oauth.start(requireCaller(request), { plugin, authId: route.auth ?? '' })
      return { status: 302, headers: { location } }
    },
  }
}

function appRoutes({ apps }: ConnectionsService, baseUrl: string): Route[] {
  const show = (view: OAuthAppView, locale: Locale): OAuthAppState => ({
    ...view,
    redirectProblem: view.redirectProblem === null ? null : redirectSentence(view.redirectProblem, view.redirectUri, baseUrl, locale),
    isBlocked: view.redirectProblem === 'other_origin' || view.redirectProblem === 'no_route',
  })
  return [
    {
      method: 'GET',
      path: '/api/oauth-apps/:plugin',
      operationId: 'getOAuthApp',
      summary: 'Which OAuth application a connector uses, without its secret',
      tag: TAG,
      auth: 'editor',
      params: PLUGIN_PARAMS,
      query: schemaFrom(schemas, 'WhichOAuthApp'),
      response: schemaFrom(schemas, 'OAuthAppState'),
      handler: async (request: RouteRequest<{ plugin: string }, WhichOAuthApp>) => ({
        body: show(await apps.view(requireCaller(request), request.params.plugin, request.query.auth), request.locale),
      }),
    },
    {
      method: 'PUT',
      path: '/api/oauth-apps/:plugin',
      operationId: 'saveOAuthApp',
      summary: "Use the workspace's own OAuth application for a connector",
      tag: TAG,
      auth: 'admin',
      params: PLUGIN_PARAMS,
      query: schemaFrom(schemas, 'WhichOAuthApp'),
      body: schemaFrom(schemas, 'SaveOAuthApp'),
      response: schemaFrom(schemas, 'OAuthAppState'),
      handler: async (request: RouteRequest<{ plugin: string }, WhichOAuthApp, SaveOAuthApp>) => ({
        body: show(await apps.save(requireCaller(request), request.params.plugin, request.body, request.query.auth), request.locale),
      }),
    },
    {
      method: 'DELETE',
      path: '/api/oauth-apps/:plugin',
      operationId: 'removeOAuthApp',
      summary: 'Forget an OAuth application: what holds without it is used again',
      tag: TAG,
      auth: 'admin',
      params: PLUGIN_PARAMS,
      query: schemaFrom(schemas, 'RemoveOAuthApp'),
      response: schemaFrom(schemas, 'OAuthAppState'),
      handler: async (request: RouteRequest<{ plugin: string }, RemoveOAuthApp>) => {
        const { scope = 'workspace', auth } = request.query
        return { body: show(await apps.remove(requireCaller(request), request.params.plugin, scope, auth), request.locale) }
      },
    },
  ]
}
