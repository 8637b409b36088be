import type { HttpPaging, Json } from '../../sdk/flow/definition.ts'
import type { ProviderAnswer } from '../actions/answer-failure.ts'
import { MASK } from '../egress/mask.ts'
import { atPointer } from '../registry/json-pointer.ts'
import { HttpInputError, withPairs } from './build-request.ts'
import { nextLink } from './link-header.ts'

/** A page that was read. */
export interface ReadPage {
  /** How many pages were read, this one included. */
  number: number
  url: string
  answer: ProviderAnswer
  value: Json | undefined
}

/** Where paging stands. Pure: knows URLs and answers, sends nothing. */
export interface Pages {
  firstUrl: string
  /** Null: that was the last one. Throws HttpInputError when the provider leads elsewhere. */
  nextUrl(page: ReadPage): string | null
}

/** `url` is the step's own; the paging parameter in it, if any, is replaced. */
export function pagesOf(paging: HttpPaging, url: string): Pages {
  switch (paging.by) {
    case 'page':
      return {
        firstUrl: withParam(url, paging.param, paging.first),
        nextUrl: ({ number }) => withParam(url, paging.param, paging.first + number),
      }
    case 'offset':
      return { firstUrl: withParam(url, paging.param, 0), nextUrl: ({ number }) => withParam(url, paging.param, paging.limit * number) }
    case 'cursor':
      return { firstUrl: url, nextUrl: cursorAfter(paging.cursor, paging.param, url) }
    case 'link':
      return { firstUrl: url, nextUrl: linkAfter() }
  }
}

/** A cursor that comes a second time would lead in a circle. */
function cursorAfter(pointer: string, param: string, url: string): Pages['nextUrl'] {
  const seen = new Set<string>()
  return ({ value }) => {
    const cursor = atPointer(value, pointer)
    if ((typeof cursor !== 'string' && typeof cursor !== 'number') || cursor === '') return null
    const text = String(cursor)
    if (seen.has(text)) return null
    seen.add(text)
    return withParam(url, param, text)
  }
}

/** The next page has the headers of the first, the author's own credentials among them: it must be at the same origin. */
function linkAfter(): Pages['nextUrl'] {
  const seen = new Set<string>()
  return ({ url, answer }) => {
    const link = nextLink(answer.headers['link'])
    if (link === null) return null
    const next = URL.parse(link, url)
    if (next === null) return null
    if (next.origin !== URL.parse(url)?.origin) throw new HttpInputError('/url', `The next page is on another host: ${next.host}`)
    const target = withoutMasked(next)
    if (seen.has(target)) return null
    seen.add(target)
    return target
  }
}

/** A credential in the query is masked in what we see of the link, and is added to the next request anyway. */
function withoutMasked(url: URL): string {
  const [address = '', query] = splitQuery(url.href)
  return joined(
    address,
    query.filter((pair) => decoded(pair.slice(pair.indexOf('=') + 1)) !== MASK),
  )
}

function withParam(url: string, name: string, value: string | number): string {
  const [address, query] = splitQuery(url)
  const kept = query.filter((pair) => decoded(pair.replace(/=.*$/s, '')) !== name)
  return withPairs(joined(address, kept), [[name, String(value)]])
}

function splitQuery(url: string): [address: string, query: string[]] {
  const at = url.indexOf('?')
  return at < 0
    ? [url, []]
    : [
        url.slice(0, at),
        url
          .slice(at + 1)
          .split('&')
          .filter((pair) => pair !== ''),
      ]
}

function joined(address: string, query: readonly string[]): string {
  return query.length === 0 ? address : `${address}?${query.join('&')}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text // A stray percent sign: the text as it stands is what there is to compare.
  }
}
