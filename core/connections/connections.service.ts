import type { Auth } from '../../sdk/manifest.gen.ts'
import type { CredentialSource } from '../egress/egress.types.ts'
import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Trx } from '../platform/db.ts'
import { AppError, type FieldError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { applyTest, readConnection } from './connect-account.ts'
import { deleteConnection, insertConnection, listConnections, lockConnection, updateConnection } from './connections.store.ts'
import type { ConnectionRow, ConnectionsDeps, Locale, TestOutcome } from './connections.types.ts'
import { openCredential, sealCredential, succeed } from './credential-parts.ts'
import { createCredentials } from './credentials.service.ts'
import { type CredentialTimes, insertCredential, lockCredential, replaceCredential } from './credentials.store.ts'
import { findHookRoutes } from './cross-tenant.store.ts'
import { keepAlive } from './keep-alive.ts'
import { createKnownConnections } from './known-connections.ts'
import { createOAuth, type OAuthService } from './oauth.service.ts'
import { createOAuthApps, type OAuthApps } from './oauth-apps.service.ts'
import { createRefresh, type Refresh } from './refresh.ts'
import { rotateKeys } from './rotate-keys.ts'
import { tokenClient } from './token-client.ts'

export interface CreateConnection {
  plugin: string
  authId: string
  name: string
  fields: Record<string, unknown>
}

export interface ConnectionTestResult {
  ok: boolean
  accountLabel?: string
  reason?: string
  latencyMs: number
}

export interface ConnectionsService {
  list(tenantId: string): Promise<ConnectionRow[]>
  /** By typed fields; OAuth connections are made by `oauth`. Tested at once. Throws AppError: invalid, already_connected. */
  create(caller: Caller, input: CreateConnection, locale: Locale): Promise<ConnectionRow>
  /** A new name, or new typed fields. */
  change(caller: Caller, id: string, change: { name?: string; fields?: Record<string, unknown> }, locale: Locale): Promise<ConnectionRow>
  remove(caller: Caller, id: string): Promise<void>
  test(tenantId: string, id: string): Promise<ConnectionTestResult>
  oauth: OAuthService
  apps: OAuthApps
  /** For the broker. */
  credentials: CredentialSource
  /** For the actions. */
  findForAction(tenantId: string, connectionId: string): Promise<{ plugin: string; authId: string; accountId: string | null } | null>
  /** For the flows. */
  listForFlows(trx: Trx): Promise<Map<string, { plugin: string; name: string }>>
  /** For the intake: every connection of this account, in every workspace. */
  connectionsOf(plugin: string, accountId: string): Promise<Array<{ tenantId: string; connectionId: string }>>
  applications: OAuthApps['applications']
  /** Another process changed it: the next call looks it up again. */
  forget(tenantId: string, connectionId: string): void
  /** Moves stored secrets to the newest encryption key; resumable. Returns how many were moved. */
  rotateKeys(): Promise<number>
  /** Renews tokens whose refresh token would die unused; for a job every hour. Returns how many were due. */
  keepAlive(): Promise<number>
}

export function createConnections(deps: ConnectionsDeps): ConnectionsService {
  const { db, clock } = deps
  const apps = createOAuthApps(deps)
  const tokens = tokenClient(deps)
  const known = createKnownConnections(deps)
  const renew = createRefresh({ ...deps, apps, tokens })
  const refresh: Refresh = (request) => renew(request).finally(() => known.forget(request.tenantId, request.connectionId))

  async function find(tenantId: string, id: string): Promise<ConnectionRow> {
    const row = await readConnection(deps, tenantId, id)
    if (row === null || row.provisional) throw new AppError('not_found')
    return row
  }

  async function runTest(tenantId: string, row: ConnectionRow): Promise<TestOutcome> {
    const outcome = await deps.tester(tenantId, row.id)
    const auth = deps.connectors.auth(row.plugin, row.authId)?.declared
    const appId = auth?.type === 'oauth2' ? ((await apps.appFor(tenantId, auth, row.plugin))?.clientId ?? '') : ''
    await applyTest(deps, tenantId, row.id, appId, outcome)
    known.forget(tenantId, row.id)
    deps.notify(tenantId, 'connections', [row.id])
    if (outcome.ok && row.status === 'reconnect_needed') deps.reconnected?.(tenantId, row.id)
    return outcome
  }

  const times = (): CredentialTimes => ({ obtainedAt: new Date(clock.now()), expiresAt: null, keepAliveAt: null })

  const service: ConnectionsService = {
    list: (tenantId) => db.forTenant(tenantId, listConnections),

    async create({ tenantId, userId }, input, locale) {
      const { plugin, authId, name } = input
      requireFields(deps, plugin, authId, input.fields, locale)
      const nowMs = clock.now()
      const id = newId('con', nowMs)
      const cipher = sealCredential(deps.secrets, tenantId, id, { fields: input.fields, tokens: null, previous: [] })
      await db.forTenant(tenantId, async (trx) => {
        await insertConnection(trx, {
          tenantId,
          id,
          plugin,
          authId,
          name,
          provisional: false,
          createdBy: userId,
          createdAt: new Date(nowMs),
        })
        await insertCredential(trx, tenantId, id, cipher, times())
        await recordAudit(trx, { tenantId, userId, act: 'connection.created', subject: id, detail: { plugin } }, nowMs)
      })
      try {
        await runTest(tenantId, await find(tenantId, id))
      } catch (error) {
        // Another connection is for that account already: two would get every message of it twice.
        if (error instanceof AppError && error.code === 'already_connected') {
          await db.forTenant(tenantId, (trx) => deleteConnection(trx, id))
          known.forget(tenantId, id)
        }
        throw error
      }
      return find(tenantId, id)
    },

    async change({ tenantId, userId }, id, { name, fields }, locale) {
      const row = await find(tenantId, id)
      const auth = fields === undefined ? null : requireFields(deps, row.plugin, row.authId, fields, locale)
      await db.forTenant(tenantId, async (trx) => {
        if ((await lockConnection(trx, id)) === undefined) throw new AppError('not_found')
        if (name !== undefined) await updateConnection(trx, id, { name })
        if (fields !== undefined && auth !== null) await replaceFields(trx, tenantId, id, auth, fields)
        const detail = { name, replacedCredential: fields !== undefined }
        await recordAudit(trx, { tenantId, userId, act: 'connection.changed', subject: id, detail }, clock.now())
      })
      known.forget(tenantId, id)
      if (fields === undefined) deps.notify(tenantId, 'connections', [id])
      else await runTest(tenantId, await find(tenantId, id))
      return find(tenantId, id)
    },

    async remove({ tenantId, userId }, id) {
      await find(tenantId, id)
      await db.forTenant(tenantId, async (trx) => {
        const row = await lockConnection(trx, id)
        if (row === undefined) throw new AppError('not_found')
        await deleteConnection(trx, id)
        const detail = { plugin: row.plugin, accountId: row.accountId }
        await recordAudit(trx, { tenantId, userId, act: 'connection.deleted', subject: id, detail }, clock.now())
      })
      known.forget(tenantId, id)
      deps.notify(tenantId, 'connections', [id])
    },

    async test(tenantId, id) {
      const row = await find(tenantId, id)
      const started = clock.monotonicMs()
      const outcome = await runTest(tenantId, row)
      const latencyMs = Math.round(clock.monotonicMs() - started)
      if (!outcome.ok) return { ok: false, reason: outcome.reason, latencyMs }
      const label = outcome.account?.label ?? row.accountLabel
      return { ok: true, latencyMs, ...(label === null ? {} : { accountLabel: label }) }
    },

    forget: known.forget,
    oauth: createOAuth({ ...deps, apps, tokens, known }),
    apps,
    credentials: createCredentials({ ...deps, known, refresh }),

    async findForAction(tenantId, connectionId) {
      const found = await known.find(tenantId, connectionId)
      return found === null ? null : { plugin: found.row.plugin, authId: found.row.authId, accountId: found.row.accountId }
    },
    async listForFlows(trx) {
      return new Map((await listConnections(trx)).map(({ id, plugin, name }) => [id, { plugin, name }]))
    },
    connectionsOf: (plugin, accountId) => findHookRoutes(db, plugin, accountId),
    applications: (plugin) => apps.applications(plugin),
    rotateKeys: () => rotateKeys(deps),
    keepAlive: () => keepAlive({ ...deps, refresh }),
  }
  return service

  async function replaceFields(trx: Trx, tenantId: string, id: string, auth: Auth, fields: Record<string, unknown>): Promise<void> {
    const row = await lockCredential(trx, id)
    if (row === undefined) throw new AppError('not_found')
    const next = succeed(auth, openCredential(deps.secrets, tenantId, id, row.cipher), { fields, tokens: null })
    await replaceCredential(trx, id, row.version, sealCredential(deps.secrets, tenantId, id, next), times())
  }
}

/** The declaration that these typed fields fit. Throws AppError `invalid`. */
function requireFields(deps: ConnectionsDeps, plugin: string, authId: string, fields: Record<string, unknown>, locale: Locale): Auth {
  const auth = deps.connectors.auth(plugin, authId)
  if (auth === null || auth.declared.type === 'oauth2') {
    throw new AppError('invalid', {
      errors: [{ field: auth === null ? '/authId' : '/fields', reason: auth === null ? 'unknown' : 'OAuth' }],
    })
  }
  if (auth.fields !== null) auth.fields.parse(fields, locale, '/fields')
  else if (Object.keys(fields).length > 0) throw new AppError('invalid', { errors: [{ field: '/fields', reason: 'must be empty' }] })
  const errors = unsendable(fields)
  if (errors.length > 0) throw new AppError('invalid', { errors })
  return auth.declared
}

/** A line break or other control character could never be sent in a header (security.md C13): told now, not at the first call. */
function unsendable(fields: Record<string, unknown>): FieldError[] {
  return Object.entries(fields)
    .filter(([, value]) => typeof value === 'string' && /\p{Cc}/u.test(value))
    .map(([name]) => ({ field: `/fields/${name}`, reason: 'control characters' }))
}
