import type { Credential, CredentialSource } from '../egress/egress.types.ts'
import { EgressRefusal } from '../egress/refusal.ts'
import { SendFailure } from '../egress/send-failure.ts'
import { SecretError } from '../platform/secrets.ts'
import { updateConnection } from './connections.store.ts'
import type { AuthDeclaration, ConnectionsDeps, StatusReason } from './connections.types.ts'
import { credentialOf, openCredential } from './credential-parts.ts'
import { isExpired, isNearExpiry } from './credential-times.ts'
import type { KnownConnection, KnownConnections } from './known-connections.ts'
import type { OAuthApps } from './oauth-apps.service.ts'
import type { Refresh } from './refresh.ts'
import { isRenewable, type RenewableAuth } from './renewal.types.ts'
import { effectiveSettings, settingTexts } from './settings.ts'

/** A token this young that is not accepted will not be accepted after another refresh: the call is what is wrong. */
const YOUNG_MS = 60_000

type Deps = Pick<ConnectionsDeps, 'db' | 'clock' | 'secrets' | 'connectors' | 'logger' | 'notify' | 'variables' | 'lost'> & {
  apps: OAuthApps
  known: KnownConnections
  refresh: Refresh
}

interface Found {
  known: KnownConnection
  auth: AuthDeclaration
}

/** Gives the broker what it adds to requests, decrypted for the moment that KnownConnections remembers it. */
export function createCredentials(deps: Deps): CredentialSource {
  const { db, clock } = deps

  async function find(tenantId: string, connectionId: string): Promise<Found | null> {
    const known = await deps.known.find(tenantId, connectionId)
    const auth = known === null ? null : deps.connectors.auth(known.row.plugin, known.row.authId)
    return known === null || auth === null ? null : { known, auth }
  }

  async function reconnectNeeded(tenantId: string, connectionId: string, reason: StatusReason): Promise<void> {
    const status = { is: 'reconnect_needed' as const, reason, detail: null }
    await db.forTenant(tenantId, (trx) => updateConnection(trx, connectionId, { status }))
    deps.known.forget(tenantId, connectionId)
    deps.notify(tenantId, 'connections', [connectionId])
    deps.lost?.(tenantId, connectionId)
  }

  function complete(tenantId: string, { known: { row }, auth: { declared } }: Found): Credential {
    const credential = credentialOf(declared, openCredential(deps.secrets, tenantId, row.connectionId, row.cipher), row.version)
    const appId = deps.apps.idFor(declared, row)
    const settings = settingTexts(effectiveSettings(deps.connectors.settings(row.plugin), row.settings, deps.variables))
    return { ...credential, settings, ...(appId === null ? {} : { appId }) }
  }

  /** Null: unreadable, and the connection says so now. */
  async function open(tenantId: string, { known, auth }: Found): Promise<Credential | null> {
    const { row } = known
    try {
      known.credential ??= complete(tenantId, { known, auth })
      return known.credential
    } catch (error) {
      if (!(error instanceof SecretError)) throw error
      deps.logger.error({ err: error, tenantId, connectionId: row.connectionId }, 'stored credential cannot be read')
      await reconnectNeeded(tenantId, row.connectionId, 'credential_unreadable')
      return null
    }
  }

  /** Renews when it is time. A token that still lives is used on when that fails. */
  async function renewed(tenantId: string, found: Found, declared: RenewableAuth): Promise<Found | null> {
    const { row } = found.known
    if (row.status === 'reconnect_needed') return null
    if (!isNearExpiry(row, clock.now())) return found
    const request = { tenantId, connectionId: row.connectionId, plugin: row.plugin, auth: declared, version: row.version }
    try {
      if ((await deps.refresh(request)) === 'lost') return null
    } catch (error) {
      // Unreadable: the one who opens it next says so.
      if (error instanceof SecretError) return found
      if (!(error instanceof SendFailure) || isExpired(row, clock.now())) throw error
      return found
    }
    return find(tenantId, row.connectionId)
  }

  return {
    async credentialFor(tenantId, connectionId, plugin, isTest = false) {
      const found = await find(tenantId, connectionId)
      if (found === null) return null
      if (found.known.row.plugin !== plugin) throw new EgressRefusal('the connection belongs to another connector')
      const { declared } = found.auth
      if ((isFinal(declared) || found.known.row.statusReason === 'deactivated') && isRefused(found) && !isTest) return null
      const current = isRenewable(declared) ? await renewed(tenantId, found, declared) : found
      return current === null ? null : open(tenantId, current)
    },
    async standing(tenantId, connectionId, version) {
      // Not from memory: another process may have been refused a moment ago.
      deps.known.forget(tenantId, connectionId)
      const found = await find(tenantId, connectionId)
      if (found === null) return 'refused'
      if (found.known.row.version !== version) return 'replaced'
      return isRefused(found) ? 'refused' : 'current'
    },
    async rejected(tenantId, connectionId, version) {
      // Somebody may have renewed it a moment ago: what was remembered is what was not accepted.
      deps.known.forget(tenantId, connectionId)
      const found = await find(tenantId, connectionId)
      if (found === null) return false
      const { auth } = found
      const { row } = found.known
      if (row.version !== version) return true
      if (!isRenewable(auth.declared)) {
        if (row.status !== 'reconnect_needed') await reconnectNeeded(tenantId, connectionId, 'credential_rejected')
        return false
      }
      if (clock.now() - row.obtainedAt.getTime() < YOUNG_MS || row.status === 'reconnect_needed') return false
      const request = { tenantId, connectionId, plugin: row.plugin, auth: auth.declared, version }
      return (await deps.refresh(request)) === 'renewed'
    },
  }
}

function isFinal(auth: AuthDeclaration['declared']): boolean {
  return auth.type === 'apiKey' && auth.final !== undefined
}

function isRefused({ known }: Found): boolean {
  return known.row.status === 'reconnect_needed'
}
