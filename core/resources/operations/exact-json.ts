import { emptyShape, type Shape, shapeWith, sortedMembers } from './object-shapes.ts'

/**
 * JSON text handled as text, so that every number stays digit by digit what the provider wrote. All functions expect valid JSON:
 * the broker has parsed the answer before.
 */

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d

/** Text of the value at `parts`; null when it is not there. */
export function sliceAt(text: string, parts: readonly string[]): string | null {
  let slice: string | null = text
  for (const part of parts) {
    slice = slice === null ? null : memberOf(slice, part)
  }
  return slice?.trim() ?? null
}

/** Texts of a list's members; null when the text is no list. */
export function elementsOf(text: string): string[] | null {
  const start = skipSpace(text, 0)
  if (text.charCodeAt(start) !== OPEN_LIST) return null
  const elements: string[] = []
  for (let at = skipSpace(text, start + 1); at < text.length && text.charCodeAt(at) !== CLOSE_LIST; ) {
    const end = endOfValue(text, at)
    elements.push(text.slice(at, end))
    at = afterComma(text, end)
  }
  return elements
}

/** `members` (the inside of an object, without braces) added to the object's text; they win over members of the same name. */
export function withMembers(text: string, members: string): string {
  if (members === '') return text
  const open = text.trim()
  if (open.charCodeAt(0) !== OPEN_OBJECT) return text
  const inside = open.slice(1, -1)
  return inside.trim() === '' ? `{${members}}` : `{${inside},${members}}`
}

/**
 * The same value with members sorted by name and no space, numbers as they were written: equal records give equal texts.
 * Texts that PostgreSQL cannot keep (U+0000, lone surrogates) get U+FFFD instead, and a number that no double can hold becomes
 * a text: both are `flagged`. Members named `__proto__` are dropped (security.md C29).
 */
export function canonicalJson(text: string): { text: string; flagged: boolean } {
  const canon = new Canon(text)
  return { text: canon.value(), flagged: canon.flagged }
}

class Canon {
  flagged = false
  readonly #text: string
  /** No text in it is escaped or broken: each is what it says. */
  readonly #isPlain: boolean
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#isPlain = !text.includes('\\') && text.isWellFormed()
  }

  value(): string {
    this.#at = skipSpace(this.#text, this.#at)
    switch (this.#text.charCodeAt(this.#at)) {
      case OPEN_OBJECT:
        return this.#object()
      case OPEN_LIST:
        return this.#list()
      case QUOTE:
        return this.#string()
      default:
        return this.#scalar()
    }
  }

  #object(): string {
    const values: string[] = []
    let shape = emptyShape()
    this.#at = skipSpace(this.#text, this.#at + 1)
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) !== CLOSE_OBJECT) {
      const next = this.#member(shape)
      const value = this.value()
      this.#at = afterComma(this.#text, this.#at)
      if (next === null) continue
      shape = next
      values.push(value)
    }
    this.#at++
    if (values.length === 0) return '{}'
    const { labels, order } = sortedMembers(shape)
    let text = ''
    for (let i = 0; i < order.length; i++) text += `${labels[i]}${values[order[i] ?? 0]}`
    return `${text}}`
  }

  /** Goes past the next member's name and colon. Null: it is dropped. */
  #member(shape: Shape): Shape | null {
    const { likely } = shape
    if (likely !== null && this.#text.startsWith(likely.label, this.#at)) {
      this.#at += likely.label.length
      return likely
    }
    const name = this.#string()
    this.#at = skipSpace(this.#text, this.#at) + 1
    return name === '"__proto__"' ? null : shapeWith(shape, `${name}:`)
  }

  #list(): string {
    let text = ''
    this.#at = skipSpace(this.#text, this.#at + 1)
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) !== CLOSE_LIST) {
      const element = this.value()
      text += text === '' ? element : `,${element}`
      this.#at = afterComma(this.#text, this.#at)
    }
    this.#at++
    return `[${text}]`
  }

  #string(): string {
    const start = this.#at
    if (this.#isPlain) {
      const end = this.#text.indexOf('"', start + 1)
      this.#at = end === -1 ? this.#text.length : end + 1
      return this.#text.slice(start, this.#at)
    }
    this.#at = endOfString(this.#text, start)
    const slice = this.#text.slice(start, this.#at)
    if (!slice.includes('\\') && slice.isWellFormed()) return slice
    const value: string = JSON.parse(slice)
    const clean = value.replaceAll('\u0000', '\ufffd').toWellFormed()
    if (clean !== value) this.flagged = true
    return JSON.stringify(clean)
  }

  #scalar(): string {
    const start = this.#at
    this.#at = endOfScalar(this.#text, start)
    const slice = this.#text.slice(start, this.#at)
    // PostgreSQL would take 1e400 and give back 401 digits; readers of the data would see Infinity.
    if (slice === 'null' || slice === 'true' || slice === 'false' || !/[eE]/.test(slice) || Number.isFinite(Number(slice))) return slice
    this.flagged = true
    return JSON.stringify(slice)
  }
}

function memberOf(text: string, part: string): string | null {
  const start = skipSpace(text, 0)
  const open = text.charCodeAt(start)
  if (open === OPEN_LIST) return /^(0|[1-9][0-9]{0,8})$/.test(part) ? (elementsOf(text)?.[Number(part)] ?? null) : null
  if (open !== OPEN_OBJECT) return null
  let found: string | null = null
  for (let at = skipSpace(text, start + 1); at < text.length && text.charCodeAt(at) !== CLOSE_OBJECT; ) {
    const afterName = endOfString(text, at)
    const name: string = JSON.parse(text.slice(at, afterName))
    const from = skipSpace(text, skipSpace(text, afterName) + 1)
    const end = endOfValue(text, from)
    // Of two members with one name the last one counts, as JSON.parse has it.
    if (name === part) found = text.slice(from, end)
    at = afterComma(text, end)
  }
  return found
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++
  return at
}

function afterComma(text: string, from: number): number {
  const at = skipSpace(text, from)
  return text.charCodeAt(at) === 0x2c ? skipSpace(text, at + 1) : at
}

/** Index after the closing quote of the text that opens at `from`. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return text.length
}

function endOfScalar(text: string, from: number): number {
  let at = from
  while (at < text.length && !isDelimiter(text.charCodeAt(at))) at++
  // Something that is no JSON at all must not stand still.
  return Math.max(at, from + 1)
}

function isDelimiter(code: number): boolean {
  return code === 0x2c || code === CLOSE_OBJECT || code === CLOSE_LIST || code <= 0x20
}

function endOfValue(text: string, from: number): number {
  const first = text.charCodeAt(from)
  if (first === QUOTE) return endOfString(text, from)
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) return endOfScalar(text, from)
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at) - 1
    else if (code === OPEN_OBJECT || code === OPEN_LIST) depth++
    else if ((code === CLOSE_OBJECT || code === CLOSE_LIST) && --depth === 0) return at + 1
  }
  return text.length
}
