import type { StoredCredential } from '../../../core/connections/connections.types.ts'
import { credentialOf } from '../../../core/connections/credential-parts.ts'
import type { CredentialSource } from '../../../core/egress/egress.types.ts'
import type { LoadedPlugin } from '../../../core/registry/registry.types.ts'
import type { Json } from '../../flow/definition.ts'
import type { Auth } from '../../manifest.gen.ts'
import { benchSettings } from './bench-settings.ts'

/** Whose account a capability is tried with. */
export interface BenchAccount {
  auth: Auth
  credential: StoredCredential
  /** The account at the provider. */
  id: string
  /** Public id of the OAuth app. */
  appId: string | null
  settings: Json
  /** After a 401: a new credential, or null when only a person can help. */
  renew(): Promise<StoredCredential | null>
}

/** The one connection of a bench: its account may be exchanged at any time. */
export interface BenchConnection {
  credentials: CredentialSource
  current(): BenchAccount
  use(account: BenchAccount): void
}

export function benchConnection(first: BenchAccount): BenchConnection {
  let account = first
  let version = 1
  const settings = () => Object.fromEntries(Object.entries(account.settings ?? {}).map(([name, value]) => [name, String(value)]))
  return {
    current: () => account,
    use(next) {
      account = next
      version++
    },
    credentials: {
      credentialFor: async () => ({ ...credentialOf(account.auth, account.credential, version), settings: settings() }),
      async rejected(_tenantId, _connectionId, rejected) {
        if (rejected < version) return true
        const credential = await account.renew()
        if (credential === null) return false
        account = { ...account, credential }
        version++
        return true
      },
    },
  }
}

/** Credentials that look like some, for a provider that looks at none: recordings. */
export function recordedAccount(plugin: LoadedPlugin): BenchAccount {
  const { manifest, auth } = plugin
  const declared: Auth = manifest.auth[0] ?? { type: 'none', id: 'none', displayName: { en: 'None', 'pt-BR': 'Nenhuma' } }
  const form = auth.get(declared.id)?.fields?.in('en')['properties']
  const names = typeof form === 'object' && form !== null ? Object.keys(form) : []
  const fields = Object.fromEntries(names.map((name) => [name, `recorded-${name}`]))
  const tokens = { accessToken: 'recorded-token', refreshToken: null, scope: null }
  const credential: StoredCredential = { fields, tokens, signedIn: { token: 'recorded-token' }, previous: [] }
  return { auth: declared, credential, id: '1', appId: 'recorded-app', settings: benchSettings(plugin), renew: async () => null }
}
