import type { HttpPaging, Json } from '../../sdk/flow/definition.ts'
import type { ActionFailure } from '../actions/actions.types.ts'
import type { SessionAnswer } from '../actions/call-session.ts'
import { atPointer } from '../registry/json-pointer.ts'
import { MAX_OUTPUT_BYTES, pageValue } from './answer-output.ts'
import { HttpInputError } from './build-request.ts'
import { pagesOf } from './next-page.ts'

/** security.md 5: outbound calls of one step. */
const MAX_CALLS = 100

export interface PagesRequest {
  paging: HttpPaging
  url: string
  send(url: string): Promise<SessionAnswer>
  /** What may have happened at the provider by now. */
  effect(): 'no' | 'maybe'
  log(line: string): void
}

export type PagesResult = { ok: true; output: Json } | { ok: false; failure: ActionFailure }

/**
 * All items of all pages, in order: `{items, pages}`. Ends at a page without items, at one that says there is no other, at one
 * that is the same as the page before (the provider does not know the parameter), and after `maxPages`.
 */
export async function collectPages({ paging, url, send, effect, log }: PagesRequest): Promise<PagesResult> {
  const failed = (code: string, message: string): PagesResult => ({
    ok: false,
    failure: { code, message, class: 'permanent', effect: effect() },
  })
  const maxPages = Math.min(paging.maxPages, MAX_CALLS)
  const pages = pagesOf(paging, url)
  const items: Json[] = []
  let sizeBytes = 0
  let before = ''
  let next: string | null = pages.firstUrl
  for (let number = 1; next !== null; number++) {
    if (number > maxPages) {
      log(`info: stopped after ${maxPages} pages; there may be more`)
      return { ok: true, output: { items, pages: maxPages } }
    }
    const sent = await send(next)
    if (!sent.ok) return { ok: false, failure: number === 1 ? sent.failure : onPage(sent.failure, number) }
    const value = pageValue(sent.answer)
    const found = atPointer(value, paging.items)
    if (!Array.isArray(found) && (number === 1 || (found !== undefined && found !== null)))
      return failed('invalid_output', `Page ${number} has no list at ${paging.items === '' ? 'its root' : paging.items}`)
    const list = Array.isArray(found) ? found : []
    const text = JSON.stringify(list)
    if (list.length === 0 || text === before) return { ok: true, output: { items, pages: number } }
    before = text
    sizeBytes += Buffer.byteLength(text, 'utf8')
    if (sizeBytes > MAX_OUTPUT_BYTES) return failed('output_too_large', `The pages hold more than 4 MB, reached on page ${number}`)
    items.push(...list)
    try {
      next = pages.nextUrl({ number, url: next, answer: sent.answer, value })
    } catch (error) {
      if (!(error instanceof HttpInputError)) throw error
      return failed('egress_refused', error.message)
    }
    if (next === null) return { ok: true, output: { items, pages: number } }
  }
  return { ok: true, output: { items, pages: 0 } }
}

function onPage(failure: ActionFailure, number: number): ActionFailure {
  return { ...failure, message: `Page ${number}: ${failure.message}` }
}
