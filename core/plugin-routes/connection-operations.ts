import type { Route as ManifestRoute } from '../../sdk/manifest.gen.ts'
import connectionSchemas from '../connections/connections.schema.json' with { type: 'json' }
import type { ConnectionsService } from '../connections/connections.service.ts'
import type { ConnectionRow } from '../connections/connections.types.ts'
import type { JsonSchema } from '../http/route.ts'
import { roleAtLeast } from '../identity/roles.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { LoadedAuth, Registry } from '../registry/registry.types.ts'
import type { SyncService } from '../sync/sync.types.ts'
import { type AccountSource, accountsOf, CONNECTION_PARAM, requireAccount } from './accounts.ts'
import type { Operation, OperationRequest } from './operation.types.ts'

export interface ConnectionOperationDeps {
  registry: Pick<Registry, 'pluginOf'>
  connections: AccountSource
  changes: Pick<ConnectionsService, 'create' | 'change' | 'remove' | 'test' | 'tryOut'>
  /** When the token of each connection is over; null: it is not, or there is none. */
  tokenTimes(tenantId: string): Promise<ReadonlyMap<string, Date | null>>
  sync: Pick<SyncService, 'settings'>
  /** Why a connection does not work, for a person; null while it does. */
  reasonOf(row: ConnectionRow, locale: OperationRequest['locale']): string | null
  clock: Clock
}

const SIGN_IN_LIMIT = { quota: 60, windowSeconds: 60 }

export function connectionOperation(plugin: string, name: string, route: ManifestRoute, deps: ConnectionOperationDeps): Operation | null {
  switch (name) {
    case 'list':
      return listOperation(plugin, deps)
    case 'read':
      return readOperation(plugin, deps)
    case 'create':
      return createOperation(plugin, route, deps)
    case 'update':
      return updateOperation(plugin, route, deps)
    case 'deactivate':
      return deactivateOperation(plugin, deps)
    case 'delete':
      return deleteOperation(plugin, deps)
    case 'test':
      return testOperation(plugin, route, deps)
    default:
      return null
  }
}

function listOperation(plugin: string, deps: ConnectionOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: 'Connected accounts with their state, their last sync and how their token stands',
    params: {},
    response: {
      type: 'object',
      required: ['items', 'nextCursor'],
      additionalProperties: false,
      properties: { items: { type: 'array', items: ACCOUNT }, nextCursor: { type: 'null' } },
    },
    async run({ caller: { tenantId }, locale }) {
      const rows = await accountsOf(deps.connections, tenantId, plugin)
      const times = await deps.tokenTimes(tenantId)
      const items = await Promise.all(rows.map((row) => showAccount(row, times.get(row.id) ?? null, { tenantId, locale }, deps)))
      return { body: { items, nextCursor: null } }
    },
  }
}

function readOperation(plugin: string, deps: ConnectionOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: 'One connected account',
    params: { connectionId: CONNECTION_PARAM },
    response: ACCOUNT,
    async run(request) {
      const row = await requireAccount(deps.connections, plugin, request)
      return { body: await shown(row, request, deps) }
    },
  }
}

function createOperation(plugin: string, route: ManifestRoute, deps: ConnectionOperationDeps): Operation {
  const auth = authOf(plugin, route, deps)
  return {
    role: 'admin',
    summary: 'Connects an account by what is typed; it is tested at once',
    // Fixed by a manifest whose source system knew one account only.
    params: { onlyOne: { type: 'boolean' } },
    body: typedBody(auth),
    response: ACCOUNT,
    successStatus: 201,
    rateLimit: SIGN_IN_LIMIT,
    async run(request) {
      const { name, onlyOne, ...fields } = request.input
      const [known] = onlyOne === true ? await accountsOf(deps.connections, request.caller.tenantId, plugin) : []
      if (known !== undefined) throw new AppError('conflict', { params: { what: known.name } })
      const label = typeof name === 'string' ? name : deps.registry.pluginOf(plugin).manifest.displayName[request.locale]
      const row = await deps.changes.create(request.caller, { plugin, authId: auth.declared.id, name: label, fields }, request.locale)
      return { status: 201, body: await shown(row, request, deps) }
    },
  }
}

function updateOperation(plugin: string, route: ManifestRoute, deps: ConnectionOperationDeps): Operation {
  const auth = authOf(plugin, route, deps)
  const { required: _all, ...body } = typedBody(auth)
  return {
    role: 'admin',
    summary: 'Renames an account, replaces what was typed for it as far as it is sent, or switches it on and off',
    params: { connectionId: CONNECTION_PARAM, active: { type: 'boolean' } },
    body,
    response: ACCOUNT,
    rateLimit: SIGN_IN_LIMIT,
    async run(request) {
      const { id } = await requireAccount(deps.connections, plugin, request)
      const { connectionId: _named, name, active, ...fields } = request.input
      const change = {
        ...(typeof name === 'string' ? { name } : {}),
        ...(typeof active === 'boolean' ? { active } : {}),
        ...(Object.keys(fields).length === 0 ? {} : { fields, keepsOthers: true }),
      }
      return { body: await shown(await deps.changes.change(request.caller, id, change, request.locale), request, deps) }
    },
  }
}

/** Stops what it does; everything of it stays, and it can be switched on again. */
function deactivateOperation(plugin: string, deps: ConnectionOperationDeps): Operation {
  return {
    role: 'admin',
    summary: 'Switches an account off: nothing is sent, what runs waits, its history stays',
    params: { connectionId: CONNECTION_PARAM },
    response: ACCOUNT,
    async run(request) {
      const { id } = await requireAccount(deps.connections, plugin, request)
      return { body: await shown(await deps.changes.change(request.caller, id, { active: false }, request.locale), request, deps) }
    },
  }
}

function deleteOperation(plugin: string, deps: ConnectionOperationDeps): Operation {
  return {
    role: 'admin',
    summary: 'Forgets an account and its credential',
    params: { connectionId: CONNECTION_PARAM },
    async run(request) {
      const { id } = await requireAccount(deps.connections, plugin, request)
      await deps.changes.remove(request.caller, id)
      return {}
    },
  }
}

function testOperation(plugin: string, route: ManifestRoute, deps: ConnectionOperationDeps): Operation {
  const auth = typedAuthOf(plugin, route, deps)
  const { required: _all, ...body } = auth === null ? {} : typedBody(auth)
  return {
    role: 'editor',
    summary: 'Asks the provider whether the account works: as it is stored, or with what is sent, which is not kept',
    params: { connectionId: CONNECTION_PARAM },
    ...(auth === null ? {} : { body }),
    response: schemaFrom(connectionSchemas, 'ConnectionTest'),
    rateLimit: SIGN_IN_LIMIT,
    async run(request) {
      const { connectionId: _named, name: _name, ...fields } = request.input
      if (auth === null || Object.keys(fields).length === 0) {
        const { id } = await requireAccount(deps.connections, plugin, request)
        return { body: await deps.changes.test(request.caller.tenantId, id) }
      }
      // As who connects: a wrong try may count at the provider.
      if (!roleAtLeast(request.caller.role, 'admin')) throw new AppError('forbidden', { params: { needs: 'admin' } })
      const isFirst = (await accountsOf(deps.connections, request.caller.tenantId, plugin)).length === 0
      const known = isFirst ? {} : { id: (await requireAccount(deps.connections, plugin, request)).id }
      const tried = { plugin, authId: auth.declared.id, fields, ...known }
      return { body: await deps.changes.tryOut(request.caller, tried, request.locale) }
    },
  }
}

function typedAuthOf(plugin: string, route: ManifestRoute, { registry }: ConnectionOperationDeps): LoadedAuth | null {
  const { auth } = registry.pluginOf(plugin)
  return (route.auth === undefined ? [...auth.values()].find((each) => each.fields !== null) : auth.get(route.auth)) ?? null
}

function authOf(plugin: string, route: ManifestRoute, deps: ConnectionOperationDeps): LoadedAuth {
  const found = typedAuthOf(plugin, route, deps)
  if (found === null) throw new Error(`${plugin}: ${route.method} ${route.path} has no auth that is typed`)
  return found
}

/** The fields of the auth, flat, and a name. */
function typedBody({ fields }: LoadedAuth): JsonSchema {
  const schema = fields?.in('en') ?? { type: 'object', properties: {} }
  const name = { type: 'string', minLength: 1, maxLength: 120 }
  const { properties } = schema
  return { ...schema, properties: { name, ...Object(properties) } }
}

async function shown(row: ConnectionRow, { caller: { tenantId }, locale }: OperationRequest, deps: ConnectionOperationDeps) {
  return showAccount(row, (await deps.tokenTimes(tenantId)).get(row.id) ?? null, { tenantId, locale }, deps)
}

async function showAccount(
  row: ConnectionRow,
  expiresAt: Date | null,
  { tenantId, locale }: { tenantId: string; locale: OperationRequest['locale'] },
  { sync, clock, reasonOf }: ConnectionOperationDeps,
) {
  const synced = (await sync.settings(tenantId, row.id)).flatMap(({ lastSyncedAt }) => lastSyncedAt ?? [])
  return {
    id: row.id,
    accountId: row.accountId,
    nickname: row.accountLabel,
    name: row.name,
    state: row.status,
    stateReason: reasonOf(row, locale),
    lastSyncAt: synced.sort().at(-1) ?? null,
    token: { health: tokenHealth(row, expiresAt, clock.now()), expiresAt: expiresAt === null ? null : toIso(expiresAt.getTime()) },
    createdAt: toIso(row.createdAt.getTime()),
    lastTestedAt: row.lastTestedAt === null ? null : toIso(row.lastTestedAt.getTime()),
  }
}

/** `renewable`: over, but the next call renews it. */
function tokenHealth({ status }: ConnectionRow, expiresAt: Date | null, nowMs: number): 'valid' | 'renewable' | 'reconnect_needed' {
  if (status === 'reconnect_needed') return 'reconnect_needed'
  return expiresAt !== null && expiresAt.getTime() <= nowMs ? 'renewable' : 'valid'
}

const TEXT_OR_NULL: JsonSchema = { type: ['string', 'null'] }
const ACCOUNT: JsonSchema = {
  type: 'object',
  required: ['id', 'accountId', 'nickname', 'name', 'state', 'stateReason', 'lastSyncAt', 'token', 'createdAt', 'lastTestedAt'],
  additionalProperties: false,
  properties: {
    id: { type: 'string' },
    accountId: { ...TEXT_OR_NULL, description: "The provider's id." },
    nickname: TEXT_OR_NULL,
    name: { type: 'string' },
    state: { enum: ['connected', 'reconnect_needed', 'untested'] },
    stateReason: TEXT_OR_NULL,
    lastSyncAt: TEXT_OR_NULL,
    token: {
      type: 'object',
      required: ['health', 'expiresAt'],
      additionalProperties: false,
      properties: { health: { enum: ['valid', 'renewable', 'reconnect_needed'] }, expiresAt: TEXT_OR_NULL },
    },
    createdAt: { type: 'string' },
    lastTestedAt: TEXT_OR_NULL,
  },
}
