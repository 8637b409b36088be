import type { Auth } from '../../sdk/manifest.gen.ts'
import type { CredentialSource } from '../egress/egress.types.ts'
import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Trx } from '../platform/db.ts'
import { AppError, type FieldError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { clientFaults } from './client-of.ts'
import { type Configuration, configurationOf } from './configuration.ts'
import { applyTest, readConnection } from './connect-account.ts'
import { changedConnection, madeConnection, removedConnection } from './connection-audit.ts'
import { deleteConnection, insertConnection, listConnections, lockConnection, updateConnection } from './connections.store.ts'
import type { AuthDeclaration, ConnectionRow, ConnectionsDeps, IntegrationEvent, Locale, TestOutcome } from './connections.types.ts'
import { openCredential, sealCredential, succeed } from './credential-parts.ts'
import { createCredentials } from './credentials.service.ts'
import { type CredentialTimes, insertCredential, lockCredential, replaceCredential } from './credentials.store.ts'
import { findHookRoutes } from './cross-tenant.store.ts'
import { type IntegrationEventQuery, insertIntegrationEvent, listIntegrationEvents } from './integration-events.store.ts'
import { keepAlive } from './keep-alive.ts'
import { createKnownConnections } from './known-connections.ts'
import { createOAuth, type OAuthService } from './oauth.service.ts'
import { createOAuthApps, type OAuthApps } from './oauth-apps.service.ts'
import { createRefresh, type Refresh } from './refresh.ts'
import { isRenewable } from './renewal.types.ts'
import { createRenewals } from './renewals.ts'
import { createRevoke } from './revoke.ts'
import { rotateKeys } from './rotate-keys.ts'
import { checkSettings, effectiveSettings, type Settings } from './settings.ts'
import { statusSentence } from './status-texts.ts'
import { tokenClient } from './token-client.ts'
import { tryCredential } from './try-credential.ts'

export interface CreateConnection {
  plugin: string
  authId: string
  name: string
  fields: Record<string, unknown>
  settings?: Settings
}

/** Whether work for a connection may go on. `reason` is for a person; null when the connection is gone. */
export type Usable = { ok: true } | { ok: false; gone: boolean; reason: string | null }

export interface ConnectionTestResult {
  ok: boolean
  accountLabel?: string
  reason?: string
  latencyMs: number
}

export type TryOut = Pick<CreateConnection, 'plugin' | 'authId' | 'fields'> & { id?: string }

export interface ConnectionEdit {
  name?: string
  fields?: Record<string, unknown>
  /** `fields` that are not given keep what they hold. */
  keepsOthers?: boolean
  settings?: Settings
  /** Off: nothing is sent and what runs waits; on again: tested at once. */
  active?: boolean
}

export interface ConnectionsService {
  list(tenantId: string): Promise<ConnectionRow[]>
  /** By typed fields; OAuth connections are made by `oauth`. Tested at once. Throws AppError: invalid, already_connected. */
  create(caller: Caller, input: CreateConnection, locale: Locale): Promise<ConnectionRow>
  /** A new name, new typed fields, other settings. */
  change(caller: Caller, id: string, change: ConnectionEdit, locale: Locale): Promise<ConnectionRow>
  /** A connection as it is set up. Secrets are only said to be there. Throws AppError `not_found`. */
  configuration(tenantId: string, id: string): Promise<Configuration>
  /** Gives the tokens back where the provider takes them, and forgets everything. */
  remove(caller: Caller, id: string): Promise<void>
  /** What happened to connections, newest first. */
  events(tenantId: string, query: IntegrationEventQuery): Promise<IntegrationEvent[]>
  test(tenantId: string, id: string): Promise<ConnectionTestResult>
  /** By typed fields, over those of a connection when `id` is given; nothing of it is kept. Throws AppError: invalid, not_found. */
  tryOut(caller: Caller, input: TryOut, locale: Locale): Promise<ConnectionTestResult>
  oauth: OAuthService
  apps: OAuthApps
  /** For the broker. */
  credentials: CredentialSource
  /** For the actions. */
  findForAction(
    tenantId: string,
    connectionId: string,
  ): Promise<{ plugin: string; authId: string; accountId: string | null; settings: Settings; appId: string | null } | null>
  /** For whatever works without a person (syncs, sweeps): asked before each piece of work, answered from memory while all is well. */
  usable(tenantId: string, connectionId: string, locale?: Locale): Promise<Usable>
  /** Told in the process where a connection came to work again, after the commit. Returns how to stop listening. */
  onReconnected(listener: (tenantId: string, connectionId: string) => void): () => void
  /** Whoever works for the connection without requests of the broker found that it needs a person. `detail`: the provider's words. */
  lose(tenantId: string, connectionId: string, detail: string): Promise<void>
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
  const listeners = new Set<(tenantId: string, connectionId: string) => void>()
  const reconnected = (tenantId: string, connectionId: string) => {
    deps.reconnected?.(tenantId, connectionId)
    for (const listener of listeners) listener(tenantId, connectionId)
  }
  const renew = createRefresh({ ...deps, renew: createRenewals({ ...deps, apps, tokens }) })
  const revoke = createRevoke({ ...deps, apps })
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
    if (outcome.ok && row.status === 'reconnect_needed') reconnected(tenantId, row.id)
    return outcome
  }

  /** What has to be got with what was typed is over from the start: the first call gets it. */
  const times = (auth: Auth): CredentialTimes => {
    const now = new Date(clock.now())
    return { obtainedAt: now, expiresAt: isRenewable(auth) ? now : null, keepAliveAt: null }
  }

  const service: ConnectionsService = {
    list: (tenantId) => db.forTenant(tenantId, listConnections),

    async create({ tenantId, userId }, input, locale) {
      const { plugin, authId, name, settings = {} } = input
      const auth = requireFields(deps, plugin, authId, input.fields, locale)
      requireSettings(plugin, settings, locale)
      const nowMs = clock.now()
      const id = newId('con', nowMs)
      const cipher = sealCredential(deps.secrets, tenantId, id, { ...typed(auth, input.fields), previous: [] })
      await db.forTenant(tenantId, async (trx) => {
        await insertConnection(trx, {
          tenantId,
          id,
          plugin,
          authId,
          name,
          provisional: false,
          settings,
          createdBy: userId,
          createdAt: new Date(nowMs),
        })
        await insertCredential(trx, tenantId, id, cipher, times(auth.declared))
        await recordAudit(trx, { tenantId, userId, act: 'connection.created', subject: id, ...madeConnection(input, input.fields) }, nowMs)
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

    async change({ tenantId, userId }, id, { name, fields: given, keepsOthers, settings, active }, locale) {
      const row = await find(tenantId, id)
      const fields = given === undefined || keepsOthers !== true ? given : { ...(await fieldsOf(tenantId, id)), ...given }
      const auth = fields === undefined ? null : requireFields(deps, row.plugin, row.authId, fields, locale)
      if (settings !== undefined) requireSettings(row.plugin, settings, locale)
      await db.forTenant(tenantId, async (trx) => {
        const before = await lockConnection(trx, id)
        if (before === undefined) throw new AppError('not_found')
        if (name !== undefined || settings !== undefined)
          await updateConnection(trx, id, { ...(name === undefined ? {} : { name }), ...(settings === undefined ? {} : { settings }) })
        if (fields !== undefined && auth !== null) await replaceFields(trx, tenantId, id, auth, fields)
        if (active !== undefined) await updateConnection(trx, id, { status: active ? UNTESTED : SWITCHED_OFF })
        const told = changedConnection(before, { name, settings, active }, given)
        await recordAudit(trx, { tenantId, userId, act: 'connection.changed', subject: id, ...told }, clock.now())
      })
      known.forget(tenantId, id)
      const isOff = active === false || (active === undefined && row.statusReason === 'deactivated')
      if (isOff || (fields === undefined && settings === undefined && active === undefined)) deps.notify(tenantId, 'connections', [id])
      else await runTest(tenantId, { ...(await find(tenantId, id)), status: row.status })
      return find(tenantId, id)
    },

    configuration: async (tenantId, id) => configurationOf(deps, tenantId, await find(tenantId, id)),

    async remove({ tenantId, userId }, id) {
      const leaver = await find(tenantId, id)
      await deps.leaving?.(tenantId, id)
      await revoke(tenantId, leaver)
      await db.forTenant(tenantId, async (trx) => {
        const row = await lockConnection(trx, id)
        if (row === undefined) throw new AppError('not_found')
        await insertIntegrationEvent(trx, {
          connectionId: id,
          event: 'integration.disconnected',
          cause: { code: 'removed', message: null },
        })
        await deleteConnection(trx, id)
        await recordAudit(trx, { tenantId, userId, act: 'connection.deleted', subject: id, ...removedConnection(row) }, clock.now())
      })
      known.forget(tenantId, id)
      deps.notify(tenantId, 'connections', [id])
    },

    events: (tenantId, query) => db.forTenant(tenantId, (trx) => listIntegrationEvents(trx, query)),

    async test(tenantId, id) {
      const row = await find(tenantId, id)
      return timed(() => runTest(tenantId, row), row.accountLabel)
    },

    async tryOut({ tenantId, userId }, { plugin, authId, id, fields: given }, locale) {
      const row = id === undefined ? null : await find(tenantId, id)
      const fields = id === undefined ? given : { ...(await fieldsOf(tenantId, id)), ...given }
      const auth = requireFields(deps, plugin, authId, fields, locale)
      const tried = { tenantId, userId, plugin, auth, fields, settings: row?.settings ?? {} }
      return timed(() => tryCredential(deps, tried, times), null)
    },

    forget: known.forget,
    oauth: createOAuth({ ...deps, apps, tokens, known, reconnected }),
    apps,
    credentials: createCredentials({ ...deps, apps, known, refresh }),

    async findForAction(tenantId, connectionId) {
      const found = await known.find(tenantId, connectionId)
      if (found === null) return null
      const { plugin, authId, accountId, settings } = found.row
      const auth = deps.connectors.auth(plugin, authId)?.declared
      return {
        plugin,
        authId,
        accountId,
        settings: settingsOf(plugin, settings),
        appId: auth === undefined ? null : apps.idFor(auth, found.row),
      }
    },
    async usable(tenantId, connectionId, locale = 'en') {
      const found = await known.find(tenantId, connectionId)
      if (found === null) return { ok: false, gone: true, reason: null }
      if (found.row.status !== 'reconnect_needed') return { ok: true }
      const row = await readConnection(deps, tenantId, connectionId)
      return { ok: false, gone: row === null, reason: row === null ? null : statusSentence(row, locale) }
    },
    async lose(tenantId, connectionId, detail) {
      const status = { is: 'reconnect_needed' as const, reason: 'session_ended' as const, detail }
      await db.forTenant(tenantId, (trx) => updateConnection(trx, connectionId, { status }))
      known.forget(tenantId, connectionId)
      deps.notify(tenantId, 'connections', [connectionId])
      deps.lost?.(tenantId, connectionId)
    },
    onReconnected(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
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

  async function timed(test: () => Promise<TestOutcome>, knownLabel: string | null): Promise<ConnectionTestResult> {
    const started = clock.monotonicMs()
    const outcome = await test()
    const latencyMs = Math.round(clock.monotonicMs() - started)
    if (!outcome.ok) return { ok: false, reason: outcome.reason, latencyMs }
    const label = outcome.account?.label ?? knownLabel
    return { ok: true, latencyMs, ...(label === null ? {} : { accountLabel: label }) }
  }

  function settingsOf(plugin: string, own: Settings): Settings {
    return effectiveSettings(deps.connectors.settings(plugin), own, deps.variables)
  }

  function requireSettings(plugin: string, own: Settings, locale: Locale): void {
    checkSettings(deps.connectors.settings(plugin), own, locale)
  }

  /** What a person typed last. */
  async function fieldsOf(tenantId: string, id: string): Promise<Record<string, unknown>> {
    const row = await db.forTenant(tenantId, (trx) => lockCredential(trx, id))
    if (row === undefined) throw new AppError('not_found')
    return openCredential(deps.secrets, tenantId, id, row.cipher).fields
  }

  /** A new credential gets its chance, whatever became of the last one. */
  async function replaceFields(
    trx: Trx,
    tenantId: string,
    id: string,
    auth: AuthDeclaration,
    fields: Record<string, unknown>,
  ): Promise<void> {
    const row = await lockCredential(trx, id)
    if (row === undefined) throw new AppError('not_found')
    const next = succeed(auth.declared, openCredential(deps.secrets, tenantId, id, row.cipher), typed(auth, fields))
    await replaceCredential(trx, id, row.version, sealCredential(deps.secrets, tenantId, id, next), times(auth.declared))
    if (isRenewable(auth.declared)) await updateConnection(trx, id, { status: { is: 'untested', reason: null, detail: null } })
  }
}

function typed({ secretNames }: AuthDeclaration, fields: Record<string, unknown>) {
  return { fields, secretNames: [...secretNames], tokens: null }
}

const UNTESTED = { is: 'untested', reason: null, detail: null } as const
const SWITCHED_OFF = { is: 'reconnect_needed', reason: 'deactivated', detail: null } as const

/** The declaration that these typed fields fit. Throws AppError `invalid`. */
function requireFields(
  deps: ConnectionsDeps,
  plugin: string,
  authId: string,
  fields: Record<string, unknown>,
  locale: Locale,
): AuthDeclaration {
  const auth = deps.connectors.auth(plugin, authId)
  if (auth === null || auth.declared.type === 'oauth2') {
    throw new AppError('invalid', {
      errors: [{ field: auth === null ? '/authId' : '/fields', reason: auth === null ? 'unknown' : 'OAuth' }],
    })
  }
  if (auth.fields !== null) auth.fields.parse(fields, locale, '/fields')
  else if (Object.keys(fields).length > 0) throw new AppError('invalid', { errors: [{ field: '/fields', reason: 'must be empty' }] })
  const errors = [...unsendable(fields), ...clientFaults(auth.declared, fields, deps.variables)]
  if (errors.length > 0) throw new AppError('invalid', { errors })
  return auth
}

/** A line break or other control character could never be sent in a header (security.md C13): told now, not at the first call. */
function unsendable(fields: Record<string, unknown>): FieldError[] {
  return Object.entries(fields)
    .filter(([, value]) => typeof value === 'string' && /\p{Cc}/u.test(value))
    .map(([name]) => ({ field: `/fields/${name}`, reason: 'control characters' }))
}
