import type { Auth } from '../../sdk/manifest.gen.ts'
import type { Credential } from '../egress/egress.types.ts'
import type { SecretBox } from '../platform/secrets.ts'
import { answerMatcher } from './answer-match.ts'
import type { OAuthTokens, StoredCredential } from './connections.types.ts'
import { mailAccount, signedInMailAccount } from './mail-account.ts'

/** A refreshed connection's last versions: what providers, caches and slow answers may still echo. */
const PREVIOUS_KEPT = 6
/** `{{name}}` of a connection's field. */
const PLACE = /\{\{\s*([A-Za-z][A-Za-z0-9]*)\s*\}\}/g

export function credentialPurpose(tenantId: string, connectionId: string): string {
  return `connection:${tenantId}:${connectionId}`
}

export function sealCredential(secrets: SecretBox, tenantId: string, connectionId: string, credential: StoredCredential): string {
  return secrets.encrypt(JSON.stringify(credential), credentialPurpose(tenantId, connectionId))
}

/** Throws SecretError. */
export function openCredential(secrets: SecretBox, tenantId: string, connectionId: string, cipher: string): StoredCredential {
  // Authenticated by the cipher: it is what sealCredential wrote.
  const credential: StoredCredential = JSON.parse(secrets.decrypt(cipher, credentialPurpose(tenantId, connectionId)))
  return credential
}

/** The next version of a credential: what the last one held is remembered for masking. */
export function succeed(auth: Auth, last: StoredCredential | null, next: Omit<StoredCredential, 'previous'>): StoredCredential {
  const former = last === null ? [] : [...formerSecrets(auth, last), ...last.previous]
  const current = new Set(ownSecrets(auth, next))
  return { ...next, previous: [...new Set(former)].filter((secret) => !current.has(secret)).slice(0, PREVIOUS_KEPT) }
}

/** A token of client credentials that was replaced is over: nothing of it is kept. A call that is still under way masks what it sent. */
function formerSecrets(auth: Auth, last: StoredCredential): string[] {
  return ownSecrets(auth, auth.type === 'clientCredentials' ? { ...last, tokens: null } : last)
}

/** What the broker adds to a request, and everything that may not be seen in an answer. */
export function credentialOf(auth: Auth, stored: StoredCredential, version: number): Credential {
  const inject = injectionsOf(auth, stored)
  const added = inject.filter((part) => part.isPublic !== true).map((part) => part.value)
  const isFinal = auth.type === 'apiKey' && auth.final !== undefined
  const over = auth.type === 'session' || auth.type === 'custom' ? (auth.over ?? []) : isFinal ? (auth.final ?? []) : []
  return {
    version,
    inject,
    secrets: [...ownSecrets(auth, stored), ...added, ...stored.previous],
    ...(over.length === 0 ? {} : { isOver: answerMatcher(over) }),
    ...(isFinal ? { isFinal } : {}),
    ...(auth.type === 'mail' ? { mail: mailAccount(auth, stored.fields) } : {}),
    ...(auth.type === 'oauth2' && auth.mail !== undefined ? { mail: signedInMailAccount(auth.mail, stored.tokens) } : {}),
  }
}

type Injection = Credential['inject'][number]

function injectionsOf(auth: Auth, { fields, tokens, signedIn }: StoredCredential): Injection[] {
  const authorization = (value: string): Injection => ({ in: 'header', name: 'authorization', value })
  switch (auth.type) {
    case 'none':
    case 'mail':
      return []
    case 'apiKey':
      return auth.inject.map((part) => ({ in: part.in, name: part.name, value: fill(part.template, fields) }))
    case 'basic': {
      const pair = Buffer.from(`${textOf(fields, auth.username)}:${textOf(fields, auth.password)}`).toString('base64')
      return [authorization(`Basic ${pair}`)]
    }
    case 'bearer':
      return [authorization(`Bearer ${textOf(fields, auth.token)}`)]
    case 'session':
    case 'custom':
      return auth.inject.map((part) => ({ in: part.in, name: part.name, value: fill(part.template, { ...fields, ...signedIn }) }))
    case 'clientCredentials':
      return [...fixedHeaders(auth.apiHeaders), authorization(`Bearer ${tokens?.accessToken ?? ''}`)]
    case 'oauth2':
      if (auth.mail !== undefined) return []
      return [...fixedHeaders(auth.oauth2.apiHeaders), authorization(`Bearer ${tokens?.accessToken ?? ''}`)]
  }
}

function fixedHeaders(headers: Readonly<Record<string, string>> = {}): Injection[] {
  return Object.entries(headers).map(([name, value]): Injection => ({ in: 'header', name: name.toLowerCase(), value, isPublic: true }))
}

/** `{{name}}` by the connection's own fields; a name that is none stays empty. */
export function fill(template: string, fields: Readonly<Record<string, unknown>>): string {
  return template.replace(PLACE, (_all, name: string) => textOf(fields, name))
}

export function textOf(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

export function ownSecrets(auth: Auth, { fields, secretNames = [], tokens, signedIn = {} }: Omit<StoredCredential, 'previous'>): string[] {
  const names = [...new Set([...secretFields(auth), ...secretNames])]
  const texts = [...names.map((name) => textOf(fields, name)), ...tokenSecrets(tokens), ...Object.values(signedIn)]
  return texts.filter((secret) => secret !== '')
}

/** A user name or a shop's address is no secret: blanking it out would spoil answers that rightly hold it. */
function secretFields(auth: Auth): string[] {
  switch (auth.type) {
    case 'apiKey':
      return auth.inject.flatMap((part) => [...part.template.matchAll(PLACE)].map((match) => match[1] ?? ''))
    case 'basic':
    case 'mail':
      return [auth.password]
    case 'bearer':
      return [auth.token]
    case 'clientCredentials':
      return [auth.clientSecret]
    case 'none':
    case 'oauth2':
    case 'session':
    case 'custom':
      return []
  }
}

function tokenSecrets(tokens: OAuthTokens | null): string[] {
  return tokens === null ? [] : [tokens.accessToken, ...(tokens.refreshToken === null ? [] : [tokens.refreshToken])]
}
