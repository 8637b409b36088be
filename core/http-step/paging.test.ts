import { expect, test } from 'vitest'
import type { HttpStep } from '../../sdk/flow/definition.ts'
import type { SeenRequest } from '../egress/testing/witness.ts'
import { FREE, get, post, useHttpLab } from './testing/http-lab.ts'

const lab = useHttpLab()

/** Serves `total` numbers in pages of two; `link` and `next` lead on. */
function servePages(
  total: number,
  pageOf: (seen: URL) => number,
  extra: (page: number, last: boolean) => Record<string, string> = () => ({}),
) {
  const { free } = lab()
  free.answer = (seen: SeenRequest, response) => {
    const page = pageOf(new URL(seen.url, FREE))
    const items = [page * 2, page * 2 + 1].filter((n) => n < total)
    const last = (page + 1) * 2 >= total
    const headers = { 'content-type': 'application/json', ...extra(page, last) }
    response.writeHead(200, headers).end(JSON.stringify({ data: { items }, next: last ? null : `c${page + 1}` }))
  }
}

const items = '/data/items'

test('pages are collected by number, offset, cursor and link, in order and to the end', async () => {
  const { free, call } = lab()
  const all = { ok: true, output: { items: [0, 1, 2, 3, 4] } }
  servePages(5, (url) => Number(url.searchParams.get('p')) - 1)
  expect(
    await call({ step: { ...get, paging: { by: 'page', param: 'p', first: 1, items, maxPages: 50 } }, input: { url: `${FREE}/?p=9&q=1` } }),
  ).toMatchObject(all)
  expect(free.requests.map(({ url }) => url)).toEqual(['/?q=1&p=1', '/?q=1&p=2', '/?q=1&p=3', '/?q=1&p=4'])

  servePages(5, (url) => Number(url.searchParams.get('o')) / 2)
  expect(
    await call({ step: { ...get, paging: { by: 'offset', param: 'o', limit: 2, items, maxPages: 50 } }, input: { url: FREE } }),
  ).toMatchObject(all)

  servePages(5, (url) => Number((url.searchParams.get('after') ?? 'c0').slice(1)))
  const cursor: HttpStep = { ...get, paging: { by: 'cursor', param: 'after', cursor: '/next', items, maxPages: 50 } }
  expect(await call({ step: cursor, input: { url: FREE } })).toMatchObject({ ...all, output: { pages: 3 } })

  const link = (page: number, last: boolean): Record<string, string> =>
    last ? {} : { link: `</?n=0>; rel="first", </?n=${page + 1}>; rel="next last"` }
  servePages(5, (url) => Number(url.searchParams.get('n') ?? '0'), link)
  expect(await call({ step: { ...get, paging: { by: 'link', items, maxPages: 50 } }, input: { url: FREE } })).toMatchObject({
    ...all,
    output: { pages: 3 },
  })
})

test('paging ends at its page limit, at a cursor that comes again, and where every page is the same', async () => {
  const { call, answerWith } = lab()
  servePages(1000, (url) => Number(url.searchParams.get('p')))
  const limited = await call({ step: { ...get, paging: { by: 'page', param: 'p', first: 0, items, maxPages: 3 } }, input: { url: FREE } })
  expect(limited).toMatchObject({ ok: true, output: { items: [0, 1, 2, 3, 4, 5], pages: 3 }, logs: [expect.stringContaining('3 pages')] })

  answerWith(200, JSON.stringify({ data: { items: [1] }, next: 'same' }))
  for (const paging of [
    { by: 'cursor', param: 'c', cursor: '/next', items, maxPages: 50 },
    { by: 'page', param: 'p', first: 1, items, maxPages: 50 },
  ] as const) {
    expect(await call({ step: { ...get, paging }, input: { url: FREE } })).toMatchObject({ ok: true, output: { items: [1], pages: 2 } })
  }
})

test('paging fails with a reason where there is no list, where it grows too large, where it leads to another host, and for a write', async () => {
  const { free, call, answerWith } = lab()
  const paged = (paging: HttpStep['paging'], step: HttpStep = get) =>
    call({ step: { ...step, ...(paging === undefined ? {} : { paging }) }, input: { url: FREE } })
  answerWith(200, '{"data":{"items":7}}')
  expect(await paged({ by: 'link', items, maxPages: 5 })).toMatchObject({
    failure: { code: 'invalid_output', message: expect.stringContaining(items) },
  })
  servePages(
    5,
    () => 0,
    () => ({ link: '<https://evil.example/>; rel=next' }),
  )
  expect(await paged({ by: 'link', items, maxPages: 5 })).toMatchObject({
    failure: { code: 'egress_refused', message: expect.stringContaining('evil.example') },
  })
  free.answer = (seen, response) => void response.end(JSON.stringify([seen.url + 'x'.repeat(2_000_000)]))
  expect(await paged({ by: 'page', param: 'p', first: 1, items: '', maxPages: 50 })).toMatchObject({
    failure: { code: 'output_too_large' },
  })
  free.requests.length = 0
  expect(await paged({ by: 'link', items, maxPages: 5 }, post)).toMatchObject({ failure: { code: 'invalid_input', effect: 'no' } })
  expect(free.requests).toEqual([])
  servePages(2, (url) => Number(url.searchParams.get('p')))
  const search = await paged({ by: 'page', param: 'p', first: 0, items, maxPages: 50 }, { ...post, repeatable: 'natural' })
  expect(search).toMatchObject({ ok: true, output: { items: [0, 1], pages: 2 } })
})

test('a page that fails says which one', async () => {
  const { free, call } = lab()
  free.answer = (seen, response) =>
    void response.writeHead(seen.url.endsWith('=2') ? 503 : 200, { 'content-type': 'application/json' }).end('[1]')
  const paging = { by: 'page', param: 'p', first: 1, items: '', maxPages: 9 } as const
  expect(await call({ step: { ...get, paging }, input: { url: FREE } })).toMatchObject({
    ok: false,
    failure: { class: 'retry', effect: 'no', message: expect.stringContaining('Page 2') },
  })
})
