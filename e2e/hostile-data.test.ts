import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage } from './browser.ts'
import { type Product, type Session, until } from './harness.ts'
import { openShop, type Shop } from './shop.ts'

/** What strangers send stays data: on the pages of the product, and in the answers that flows give on its origin (C31). */

const SCRIPT = '<script>document.title = "owned"; window.owned = true</script><img src=x onerror="window.owned = true">'

let shop: Shop
let browser: Browser
let product: Product
let session: Session

beforeAll(async () => {
  shop = await openShop({ owner: SCRIPT, workspace: SCRIPT.slice(0, 100) })
  ;({ browser, product, session } = shop)
}, 120_000)

afterAll(() => shop?.close())

/** A published flow that answers what it was sent, as a page. */
async function echoFlow(): Promise<{ id: string; hookUrl: string }> {
  const flow = await session.send<{ id: string; hookUrl: string }>('POST', '/api/flows', { name: SCRIPT.slice(0, 100) })
  const definition = {
    trigger: { kind: 'webhook', verification: { scheme: 'none' }, answer: 'flow' },
    steps: {
      s1: { kind: 'respond', name: 'echo', status: 200, headers: { 'content-type': 'text/html' }, body: '{{ trigger.body.text }}' },
    },
    edges: {},
    settings: {},
    layout: {},
  }
  await session.send('PUT', `/api/flows/${flow.id}/draft`, { definition }, { 'if-match': '1' })
  await session.send('POST', `/api/flows/${flow.id}/publish`, {})
  return flow
}

test('C31 a page that a flow answers with cannot act on our origin', async () => {
  const { hookUrl } = await echoFlow()
  const answer = await fetch(hookUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: SCRIPT }),
  })
  expect(await answer.text()).toBe(SCRIPT)
  expect(answer.headers.get('content-security-policy')).toBe('sandbox')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')

  const { page } = await openPage(browser)
  await page.route(hookUrl, (route) => route.fulfill({ status: 200, headers: Object.fromEntries(answer.headers), body: SCRIPT }))
  await page.goto(hookUrl)
  expect(await page.title()).not.toBe('owned')
})

test('C31 scripts in names, bodies and outputs are shown as text and never run', async () => {
  const flow = await echoFlow()
  await fetch(flow.hookUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: SCRIPT, [SCRIPT]: SCRIPT }),
  })
  let runId = ''
  await until(
    async () => {
      const { items } = await session.get<{ items: Array<{ id: string; endedAt: string | null }> }>(`/api/runs?flowId=${flow.id}`)
      runId = items[0]?.endedAt === null ? '' : (items[0]?.id ?? '')
      return runId !== ''
    },
    15_000,
    () => 'the run did not end',
  )
  const { items } = await session.get<{ items: Array<{ id: string }> }>('/api/deliveries')
  const { page } = await openPage(browser)
  await page.context().addCookies([{ name: 'tomada_session', value: session.cookie.split('=')[1] ?? '', url: product.baseUrl }])
  for (const address of [
    '/app/',
    '/app/flows',
    `/app/flows/${flow.id}`,
    '/app/runs',
    `/app/runs/${runId}`,
    `/app/deliveries/${items[0]?.id}`,
  ]) {
    await page.goto(product.baseUrl + address)
    await page.getByRole('heading').first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.title()).not.toBe('owned')
    expect(await page.evaluate(() => 'owned' in globalThis)).toBe(false)
  }
  expect(await page.getByText('onerror').count()).toBeGreaterThan(0)
}, 60_000)
