/** Name of the channel and type of the message by which our callback page says how a sign-in went. */
export const OAUTH_CHANNEL = 'tomada:oauth'

const FAULTS = ['state', 'denied', 'provider', 'code', 'exchange', 'unreachable', 'other_account', 'unconfirmed'] as const

/** Why a sign-in connected nothing; the callback page has said the provider's own words. */
export type OAuthFault = (typeof FAULTS)[number]

export interface OAuthMessage {
  ok: boolean
  /** Null when the callback could not tell which connector it was for. */
  plugin: string | null
  connectionId: string | null
  fault: OAuthFault | null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Null for anything that is not the callback page's message: browser extensions post messages too. */
export function readOAuthMessage(value: unknown): OAuthMessage | null {
  if (!isRecord(value) || value.type !== OAUTH_CHANNEL) return null
  const { ok, plugin, connectionId, fault } = value
  if (typeof ok !== 'boolean') return null
  const known = FAULTS.find((name) => name === fault) ?? null
  return { ok, plugin: text(plugin), connectionId: text(connectionId), fault: ok ? null : (known ?? 'provider') }
}

/** Every tab hears the channel; a wizard listens to its own connector. */
export function isFor(message: OAuthMessage, plugin: string): boolean {
  return message.plugin === null ? !message.ok : message.plugin === plugin
}

/** Only pages are opened: an address of another kind would run in ours. */
export function isPageAddress(address: string): boolean {
  return URL.canParse(address) && ['https:', 'http:'].includes(new URL(address).protocol)
}
