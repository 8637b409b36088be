import type { Json } from '../../sdk/flow/definition.ts'
import type { Auth } from '../../sdk/manifest.gen.ts'
import type { Broker, EgressRule } from '../egress/egress.types.ts'
import type { Endpoints } from '../egress/endpoints.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { SecretBox } from '../platform/secrets.ts'
import type { Validator } from '../platform/validate.ts'
import type { Renewal } from './renewal.types.ts'
import type { Settings, SettingsDeclaration } from './settings.ts'

export type Locale = 'en' | 'pt-BR'

/** What this slice asks of the installed connectors. `registryAuth()` makes it of the registry. */
export interface ConnectorAuthSource {
  /** One way to connect; null when the connector or the scheme is not installed. */
  auth(plugin: string, authId: string): AuthDeclaration | null
  /** Every way to connect; empty when the connector is not installed. */
  authsOf(plugin: string): Auth[]
  egressRules(plugin: string): readonly EgressRule[]
  displayName(plugin: string, locale: Locale): string
  /** Null when the connector asks nothing else about a connection. */
  settings(plugin: string): SettingsDeclaration | null
}

export interface AuthDeclaration {
  declared: Auth
  /** What a person types; null when there is nothing to type. */
  fields: Validator | null
  /** Those that the form declares as secret (`x-secret`). */
  secretNames: readonly string[]
}

/** Signs in by an action of the connector, which gets the typed fields as its input. Never throws for provider faults. */
export type SignInByAction = (request: {
  tenantId: string
  plugin: string
  action: string
  input: Json
  settings: Settings
}) => Promise<{ ok: true; output: Json } | Extract<Renewal, { ok: false }>>

/** Whether a connection works, and whose account it is: the manifest's test action. Never throws for provider faults. */
export type ConnectionTester = (tenantId: string, connectionId: string) => Promise<TestOutcome>

export type TestOutcome = { ok: true; account: Account | null } | { ok: false; reason: string }

export interface Account {
  id: string
  label: string
}

/**
 * - `grant_revoked`: the provider does not accept the refresh token any more.
 * - `app_rejected`: it does not accept the OAuth app's id or secret.
 * - `no_refresh`: the access token is over and there is no way to renew it.
 * - `credential_rejected`: it does not accept the key or password.
 * - `deactivated`: a person switched it off; everything of it stays.
 * - `credential_unreadable`: our stored credential cannot be decrypted.
 * - `test_failed`: the connection test did not succeed.
 */
export type StatusReason =
  | 'grant_revoked'
  | 'app_rejected'
  | 'no_refresh'
  | 'credential_rejected'
  | 'deactivated'
  | 'credential_unreadable'
  | 'session_ended'
  | 'test_failed'

export type ConnectionStatus = 'connected' | 'reconnect_needed' | 'untested'

export interface ConnectionRow {
  id: string
  plugin: string
  authId: string
  name: string
  accountId: string | null
  accountLabel: string | null
  status: ConnectionStatus
  statusReason: StatusReason | null
  /** The provider's own words, without any secret. */
  statusDetail: string | null
  /** An OAuth window has not finished: not shown, not usable by flows. */
  provisional: boolean
  settings: Settings
  createdAt: Date
  lastTestedAt: Date | null
}

export const INTEGRATION_EVENTS = ['integration.connected', 'integration.disconnected', 'integration.error'] as const
export type IntegrationEventName = (typeof INTEGRATION_EVENTS)[number]

/** What happened to a connection. `data`: as it is told, see `integrations.schema.json`. */
export interface IntegrationEvent {
  id: string
  event: IntegrationEventName
  tenantId: string
  at: Date
  data: {
    connection_id: string
    connector: string
    name: string
    account: string | null
    cause: { code: string; message: string | null } | null
  }
}

/** What is encrypted as one text. */
export interface StoredCredential {
  /** As typed by a person: keys, passwords, and what else the scheme asks for. */
  fields: Record<string, unknown>
  /** Those of `fields` that the scheme's form declares as secret (`x-secret`). */
  secretNames?: string[]
  tokens: OAuthTokens | null
  /** What the last sign-in gave, by the names that the scheme's templates use. */
  signedIn?: Record<string, string>
  /** Secrets of former versions, newest first: still masked, because providers and logs remember them. */
  previous: string[]
}

export interface OAuthTokens {
  accessToken: string
  refreshToken: string | null
  scope: string | null
  /** Claims of the `id_token` that the scheme asks for: whose account it is. */
  claims?: Record<string, string>
}

export interface OAuthApp {
  clientId: string
  clientSecret: string
  source: 'workspace' | 'installation'
}

export interface ConnectionsDeps {
  db: Database
  clock: Clock
  logger: Logger
  secrets: SecretBox
  connectors: ConnectorAuthSource
  /** Asked for when first needed: the broker itself asks this slice for credentials. */
  broker: () => Pick<Broker, 'send'>
  endpoints: Endpoints
  tester: ConnectionTester
  signInByAction: SignInByAction
  /** Values of the environment variables that manifests declare. */
  variables: Readonly<Record<string, string>>
  /** Public origin, without a trailing slash. */
  baseUrl: string
  /** Paths that a connector claims for people who come back from its provider. */
  callbackPaths?: (plugin: string) => readonly string[]
  /** After the commit: what browsers should read again. Must not throw. */
  notify: (tenantId: string, topic: 'connections', ids: string[]) => void
  /** After the commit: a connection works again, so what waited for it may go on. Must not throw. */
  reconnected?: (tenantId: string, connectionId: string) => void
  /** Before a connection goes: it still works. Must not throw. */
  leaving?: (tenantId: string, connectionId: string) => Promise<void>
  /** After the commit: a connection needs a person now, so what is under way for it may stop. Must not throw. */
  lost?: (tenantId: string, connectionId: string) => void
}
