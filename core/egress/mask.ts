import type { Json } from '../../sdk/flow/definition.ts'
import type { Credential } from './egress.types.ts'

/** What stands in the place of a secret. ASCII, so that it is valid in a header, in JSON and in a URL. */
export const MASK = '***'

/** Shorter texts would blank out ordinary words and numbers (security.md C17). */
const MIN_SECRET_CHARS = 8
const MAX_JSON_DEPTH = 200

/** Replaces every secret, in every form a provider may echo it in. */
export interface Masker {
  text(text: string): string
  /** The value with every text and key masked, and whether anything was: an escape in the source may hide a secret from `text`. */
  json(value: Json): { value: Json; changed: boolean }
}

const NOTHING_TO_MASK: Masker = { text: (text) => text, json: (value) => ({ value, changed: false }) }

export function maskerFor(secrets: readonly string[]): Masker {
  const forms = new Set<string>()
  for (const secret of secrets) if (secret.length >= MIN_SECRET_CHARS) for (const form of formsOf(secret)) forms.add(form)
  if (forms.size === 0) return NOTHING_TO_MASK
  // Longest first: a form that contains another one goes as a whole.
  const ordered = [...forms].sort((a, b) => b.length - a.length)
  const shortest = ordered.at(-1)?.length ?? 0
  // Plain searches: one pattern of sixty alternatives takes seconds over a large answer, these take milliseconds.
  const text = (value: string) => (value.length < shortest ? value : ordered.reduce((rest, form) => rest.replaceAll(form, MASK), value))
  return { text, json: (value) => maskJson(value, text) }
}

const maskers = new WeakMap<Credential, Masker>()

/** For all credentials that one call used. The forms of a credential that is used again are not made again. */
export function maskerOf(credentials: readonly Credential[]): Masker {
  const [first, ...others] = credentials
  if (first === undefined) return NOTHING_TO_MASK
  if (others.length > 0) return maskerFor(credentials.flatMap((credential) => credential.secrets))
  const masker = maskers.get(first) ?? maskerFor(first.secrets)
  maskers.set(first, masker)
  return masker
}

/** Raw, URL-encoded (both spellings of space, both cases), base64 (all alignments, both alphabets), hex, and JSON-escaped. */
function formsOf(secret: string): string[] {
  const percent = encodeURIComponent(secret)
  const strict = percent.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const form = new URLSearchParams([['', secret]]).toString().slice(1)
  const percented = [percent, strict, form, encodeURIComponent(percent)]
  const bytes = Buffer.from(secret, 'utf8')
  const hex = bytes.toString('hex')
  const json = JSON.stringify(secret).slice(1, -1)
  const ascii = json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [
    secret,
    ...percented,
    ...percented.map((text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
    ...base64Forms(bytes),
    hex,
    hex.toUpperCase(),
    json,
    json.replaceAll('/', '\\/'),
    ascii,
    ascii.replaceAll('/', '\\/'),
    JSON.stringify(json).slice(1, -1),
    escapedWholly(secret),
    escapedWholly(secret).toUpperCase().replaceAll('\\U', '\\u'),
  ]
}

function escapedWholly(secret: string): string {
  return Array.from({ length: secret.length }, (_, i) => `\\u${secret.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
}

/**
 * Inside a longer text (`user:secret`) the secret's base64 depends on how many bytes stand before it. For each of the three
 * alignments: the characters that the secret alone decides, without those it shares with its neighbours.
 */
function base64Forms(bytes: Buffer): string[] {
  const forms: string[] = []
  for (let before = 0; before < 3; before++) {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const ownStart = Math.ceil((before * 8) / 6)
    const ownEnd = Math.floor(((before + bytes.length) * 8) / 6)
    const own = text.slice(ownStart, ownEnd)
    forms.push(own, own.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return forms
}

function maskJson(value: Json, text: (value: string) => string, depth = 0): { value: Json; changed: boolean } {
  if (typeof value === 'string') {
    const masked = text(value)
    return { value: masked, changed: masked !== value }
  }
  if (typeof value !== 'object' || value === null) return { value, changed: false }
  // Deeper than any provider answers: dropping it is safer than handing on what was not looked at.
  if (depth > MAX_JSON_DEPTH) return { value: MASK, changed: true }
  let changed = false
  const child = (item: Json) => {
    const result = maskJson(item, text, depth + 1)
    changed ||= result.changed
    return result.value
  }
  if (Array.isArray(value)) {
    const items = value.map(child)
    return changed ? { value: items, changed } : { value, changed }
  }
  const entries = Object.entries(value).map(([key, item]): [string, Json] => {
    const name = text(key)
    changed ||= name !== key
    return [name, child(item)]
  })
  return changed ? { value: Object.fromEntries(entries), changed } : { value, changed }
}
