import type { Json } from '../../../sdk/flow/definition.ts'
import { atPointer } from '../../registry/json-pointer.ts'
import type { ListRoots, ListTemplate } from '../../registry/list-template.ts'

/** Where a pass through a declarative list stands: what its checkpoint holds. */
export interface Position {
  /** Page number, offset or the count of the pages before, by the kind of paging. */
  at: number
  /** Token or address of the page to ask for; null on the first one. */
  token: string | null
  /** Records so far. */
  seen: number
  /** Records asked for at once: it must not change within a pass, or page numbers would mean something else. */
  limit: number
}

/** Null: a checkpoint that no page of this list gave. */
export function readPosition(checkpoint: Json, template: ListTemplate, limit: number): Position | null {
  const asked = Math.min(limit, template.size ?? limit)
  if (checkpoint === null) return { at: firstOf(template), token: null, seen: 0, limit: asked }
  const [at, token, seen, size] = ['/at', '/token', '/seen', '/limit'].map((pointer) => atPointer(checkpoint, pointer))
  if (!isCount(at) || !isCount(seen) || !isCount(size) || size === 0 || (token !== null && typeof token !== 'string')) return null
  return { at, token, seen, limit: size }
}

export function checkpointOf({ at, token, seen, limit }: Position): Json {
  return { at, token, seen, limit }
}

/** What `{{page.…}}` holds there. */
export function pageOf(template: ListTemplate, { at, token }: Position): ListRoots['page'] {
  switch (template.paging.kind) {
    case 'page':
      return { number: at }
    case 'offset':
      return { offset: at }
    case 'cursor':
    case 'scroll':
      return { cursor: token }
    case 'link':
    case 'none':
      return {}
  }
}

/** An answer as the next position depends on it. */
export interface PageAnswer {
  json: Json | null
  headers: Readonly<Record<string, string>>
  /** Records it holds. */
  count: number
  total: number | null
}

/** The position of the next page, or null when this one is the last. */
export function nextPosition(template: ListTemplate, position: Position, answer: PageAnswer): Position | null {
  const { paging } = template
  if (paging.kind === 'none') return null
  // Where the answer names the next page, an empty one in between only means that the provider filters after cutting.
  if (answer.count === 0 && paging.kind !== 'cursor' && paging.kind !== 'link') return null
  // A page that is longer than asked repeats something, or the provider ignores sizes: going on by what was asked for loses nothing.
  const came = Math.min(answer.count, askedFor(template, position))
  const next: Position = {
    ...position,
    seen: position.seen + came,
    // An offset counts what came, not what was asked for: a page that was short by a lower cap of the provider's leaves no gap.
    at: paging.kind === 'offset' ? position.at + came : position.at + 1,
    token: tokenOf(template, answer),
  }
  const needsToken = paging.kind === 'cursor' || paging.kind === 'scroll' || paging.kind === 'link'
  if (needsToken && next.token === null) return null
  return isLast(template, position, next, answer) ? null : next
}

function tokenOf({ paging }: ListTemplate, { json, headers }: PageAnswer): string | null {
  if (paging.kind === 'link' && paging.next === undefined) return nextLink(headers['link'])
  if (!('next' in paging) || paging.next === undefined) return null
  const token = atPointer(json ?? undefined, paging.next)
  if (typeof token === 'number') return String(token)
  return typeof token === 'string' && token !== '' ? token : null
}

function isLast(template: ListTemplate, position: Position, next: Position, answer: PageAnswer): boolean {
  const { paging, done } = template
  const isCounted = paging.kind === 'page' || paging.kind === 'offset'
  switch (done?.by ?? (isCounted ? 'short' : 'empty')) {
    case 'short':
      return answer.count < askedFor(template, position)
    case 'total':
      return answer.total === null ? answer.count < askedFor(template, position) : next.seen >= answer.total
    case 'pages': {
      const pages = done?.by === 'pages' ? numberOf(atPointer(answer.json ?? undefined, done.pointer)) : null
      return pages === null ? answer.count < askedFor(template, position) : next.at - firstOf(template) >= pages
    }
    case 'field':
      return done?.by === 'field' && atPointer(answer.json ?? undefined, done.pointer) === done.equals
    case 'empty':
      return false
  }
}

/** A request that never names `limit` gets pages of the provider's own size. */
function askedFor(template: ListTemplate, position: Position): number {
  return template.paths.some(([root]) => root === 'limit') ? position.limit : (template.size ?? position.limit)
}

function firstOf({ paging }: ListTemplate): number {
  return paging.kind === 'page' ? (paging.first ?? 1) : 0
}

/** Number of a number or a quoted one. */
export function numberOf(value: Json | undefined): number | null {
  const number = typeof value === 'string' && /^[0-9]{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null
}

/** The target of `rel="next"` (RFC 8288). */
function nextLink(header: string | undefined): string | null {
  for (const found of (header ?? '').matchAll(/<([^<>]*)>((?:\s*;\s*[a-z*]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)/gi)) {
    if (/;\s*rel\s*=\s*("([^"]*\s)?next(\s[^"]*)?"|next(?=[;\s]|$))/i.test(found[2] ?? '')) return found[1] ?? null
  }
  return null
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
