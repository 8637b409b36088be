import type { ConnectionsService } from '../connections/connections.service.ts'
import type { ConnectionRow, Locale } from '../connections/connections.types.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { Caller, JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { schemaFrom } from '../platform/validate.ts'
import { eventRoutes } from './events.routes.ts'
import type { Integration, IntegrationChange, IntegrationDetail, NewIntegration, RemoveQuery } from './integrations.gen.ts'
import schemas from './integrations.schema.json' with { type: 'json' }
import { findLastSyncs } from './last-syncs.store.ts'

export interface IntegrationsDeps {
  db: Pick<Database, 'forTenant'>
  connections: Pick<ConnectionsService, 'list' | 'create' | 'change' | 'configuration' | 'remove' | 'events'>
  /** Flows that use a connection. Throws AppError `not_found`. */
  flowsOf(tenantId: string, connectionId: string): Promise<Array<{ id: string; name: string; state: string; isPublished: boolean }>>
  pauseFlow(caller: Caller, flowId: string): Promise<unknown>
  /** Why a connection is not in order, as a sentence. */
  reasonOf: (row: ConnectionRow, locale: Locale) => string | null
}

const TAG = 'integrations'
const PATH = '/v1/integrations'
/** Each asks a provider. */
const ASKS_PROVIDER = { quota: 60, windowSeconds: 60 }
const PARAMS: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 40 } },
}

type Request<B> = RouteRequest<{ id: string }, Record<string, unknown>, B>

/** Connections at the addresses and with the words of the integration hub that came before (MH-20 to MH-24). */
export function integrationsRoutes(deps: IntegrationsDeps): Route[] {
  return [listRoute(deps), readRoute(deps), createRoute(deps), changeRoute(deps), removeRoute(deps), ...eventRoutes(deps.connections)]
}

function listRoute({ db, connections, reasonOf }: IntegrationsDeps): Route {
  return {
    method: 'GET',
    path: PATH,
    operationId: 'listIntegrations',
    summary: 'Connected accounts with their state and their last sync',
    tag: TAG,
    auth: 'viewer',
    response: schemaFrom(schemas, 'IntegrationList'),
    handler: async (request: RouteRequest) => {
      const { tenantId } = requireCaller(request)
      const [rows, syncs] = await Promise.all([connections.list(tenantId), db.forTenant(tenantId, findLastSyncs)])
      return { body: { items: rows.map((row) => show(row, syncs, reasonOf(row, request.locale))), nextCursor: null } }
    },
  }
}

function readRoute(deps: IntegrationsDeps): Route {
  return {
    method: 'GET',
    path: `${PATH}/:id`,
    operationId: 'getIntegration',
    summary: 'A connected account as it is set up, its secrets masked',
    tag: TAG,
    auth: 'editor',
    params: PARAMS,
    response: schemaFrom(schemas, 'IntegrationDetail'),
    handler: async (request: Request<undefined>) => ({ body: await detail(deps, request, request.params.id) }),
  }
}

function createRoute(deps: IntegrationsDeps): Route {
  return {
    method: 'POST',
    path: PATH,
    operationId: 'createIntegration',
    summary: 'Connect an account by its credentials; it is tested at once',
    tag: TAG,
    auth: 'admin',
    rateLimit: ASKS_PROVIDER,
    body: schemaFrom(schemas, 'NewIntegration'),
    response: schemaFrom(schemas, 'IntegrationDetail'),
    successStatus: 201,
    handler: async (request: Request<NewIntegration>) => {
      const { connector, auth, name, credentials, settings } = request.body
      const input = { plugin: connector, authId: auth, name, fields: credentials, ...(settings === undefined ? {} : { settings }) }
      const { id } = await deps.connections.create(requireCaller(request), input, request.locale)
      return { status: 201, body: await detail(deps, request, id) }
    },
  }
}

function changeRoute(deps: IntegrationsDeps): Route {
  return {
    method: 'PUT',
    path: `${PATH}/:id`,
    operationId: 'changeIntegration',
    summary: 'Change the name, settings or credentials of a connected account; new credentials are tested at once',
    tag: TAG,
    auth: 'admin',
    rateLimit: ASKS_PROVIDER,
    params: PARAMS,
    body: schemaFrom(schemas, 'IntegrationChange'),
    response: schemaFrom(schemas, 'IntegrationDetail'),
    handler: async (request: Request<IntegrationChange>) => {
      const { credentials, ...change } = request.body
      const fields = credentials === undefined ? {} : { fields: credentials, keepsOthers: true }
      await deps.connections.change(requireCaller(request), request.params.id, { ...change, ...fields }, request.locale)
      return { body: await detail(deps, request, request.params.id) }
    },
  }
}

function removeRoute({ connections, flowsOf, pauseFlow }: IntegrationsDeps): Route {
  return {
    method: 'DELETE',
    path: `${PATH}/:id`,
    operationId: 'removeIntegration',
    summary: 'Revoke and forget a connected account; its syncs stop, and with `force` the flows that need it',
    tag: TAG,
    auth: 'admin',
    params: PARAMS,
    query: schemaFrom(schemas, 'RemoveQuery'),
    handler: async (request: RouteRequest<{ id: string }, RemoveQuery>) => {
      const caller = requireCaller(request)
      const { id } = request.params
      const inUse = (await flowsOf(caller.tenantId, id)).filter((flow) => flow.isPublished && flow.state === 'published')
      if (inUse.length > 0 && request.query.force !== true) {
        const errors = inUse.map((flow) => ({ field: flow.id, reason: flow.name }))
        throw new AppError('integration_in_use', { params: { flows: inUse.map(({ name }) => name).join(', ') }, errors })
      }
      for (const flow of inUse) await pauseFlow(caller, flow.id)
      await connections.remove(caller, id)
      return {}
    },
  }
}

async function detail({ db, connections, reasonOf }: IntegrationsDeps, request: Request<unknown>, id: string): Promise<IntegrationDetail> {
  const { tenantId } = requireCaller(request)
  const { row, fields } = await connections.configuration(tenantId, id)
  const syncs = await db.forTenant(tenantId, findLastSyncs)
  return {
    integration: show(row, syncs, reasonOf(row, request.locale)),
    credentials: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
  }
}

function show(row: ConnectionRow, syncs: ReadonlyMap<string, Date>, reason: string | null): Integration {
  return {
    id: row.id,
    connector: row.plugin,
    auth: row.authId,
    name: row.name,
    account: row.accountLabel,
    state: row.status,
    reason,
    settings: row.settings,
    createdAt: toIso(row.createdAt.getTime()),
    lastTestedAt: isoOrNull(row.lastTestedAt),
    lastSyncAt: isoOrNull(syncs.get(row.id) ?? null),
  }
}

function isoOrNull(at: Date | null): string | null {
  return at === null ? null : toIso(at.getTime())
}
