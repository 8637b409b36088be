import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { everyScreen, type Screen } from './every-screen.ts'
import { READ, speakPseudo } from './pseudo-locale.ts'
import { broken, calm, follow, quietness, staying } from './screen-visits.ts'
import { openStory, type StoryWorld } from './story-world.ts'

/** WCAG 2.2 AA as far as a machine can judge it: every screen, light and dark, wide and narrow, in both languages. */

/** In the page: whatever moves for longer than a blink, or for ever. */
const WHAT_MOVES = `document.getAnimations().filter((each) => each.playState === 'running' && (each.effect?.getComputedTiming().endTime ?? 0) > 20).length`
const OVERFLOW = `document.documentElement.scrollWidth - window.innerWidth`

let browser: Browser
let world: StoryWorld
let screens: Screen[]

beforeAll(async () => {
  browser = await openBrowser()
  world = await openStory()
  screens = await everyScreen(world)
}, 180_000)

afterAll(async () => {
  await world?.close()
  await browser?.close()
})

/** Each is looked at in both themes: what differs between them is colour. */
const LOOKS = [
  { name: 'Portuguese, and at 320 px', options: { locale: 'pt-BR', colorScheme: 'light' }, other: 'dark', isNarrowToo: true },
  {
    name: 'English, without motion',
    options: { locale: 'en-US', colorScheme: 'dark', reducedMotion: 'reduce' },
    other: 'light',
    isNarrowToo: false,
  },
] as const

test.concurrent.each(LOOKS)(
  'no screen breaks a machine-checkable accessibility rule, in light or dark ($name)',
  async ({ options, other, isNarrowToo }) => {
    const { page, faults } = await openPage(browser, options)
    const { baseUrl } = world.product
    const quiet = quietness(page)
    const found: string[] = []
    const look = async ({ address, state }: Screen) => {
      await page.locator('[data-testid="loading"]').first().waitFor({ state: 'detached' })
      if ('reducedMotion' in options) found.push(...(await moving(page)))
      await calm(page)
      found.push(...(await broken(page)))
      await page.emulateMedia({ colorScheme: other })
      await calm(page)
      found.push(...(await broken(page, 'color-contrast')))
      if (isNarrowToo) found.push(...(await narrow(page)))
      await page.emulateMedia({ colorScheme: options.colorScheme })
      const at = state === undefined ? address : `${address} (${state})`
      return found.splice(0).map((fault) => `${at} ${fault}`)
    }
    await page.goto(`${baseUrl}/app/sign-in`)
    await page.getByRole('heading').first().waitFor()
    const faulty = await look({ address: '/app/sign-in' })
    await page.request.post(`${baseUrl}/api/session`, { data: world.ownerLogin, headers: { origin: baseUrl } })
    await page.goto(`${baseUrl}/app/exports`)
    for (const screen of screens) {
      await follow(page, baseUrl + screen.address)
      await quiet()
      await page.getByRole('heading').first().waitFor({ state: 'attached' })
      await screen.open?.(page)
      await quiet()
      faulty.push(...(await look(screen)))
    }
    expect(faulty).toEqual([])
    expect(faults).toEqual([])
    await page.context().close()
  },
  600_000,
)

test.concurrent('every text of every screen comes from the catalogues, and none is cut when it is two fifths longer', async () => {
  const { page, faults } = await openPage(browser)
  const { baseUrl } = world.product
  const quiet = quietness(page)
  const { untranslated } = await speakPseudo(page)
  await page.request.post(`${baseUrl}/api/session`, { data: world.ownerLogin, headers: { origin: baseUrl } })
  await page.goto(`${baseUrl}/app/exports`)
  await page.getByRole('heading').first().waitFor()
  const faulty = new Set<string>()
  for (const screen of screens) {
    await follow(page, baseUrl + screen.address)
    await quiet()
    await page.getByRole('heading').first().waitFor({ state: 'attached' })
    await screen.open?.(page)
    await quiet()
    const at = screen.state === undefined ? screen.address : `${screen.address} (${screen.state})`
    const { shown } = await reading(page)
    for (const text of await untranslated(shown)) faulty.add(`not translated: ${text} · ${at}`)
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 })
      for (const text of await staying(page, async () => (await reading(page)).clipped)) faulty.add(`cut at ${width}: ${text} · ${at}`)
    }
  }
  expect([...faulty]).toEqual([])
  expect(faults).toEqual([])
  await page.context().close()
}, 600_000)

/** What comes between a person and a page: what they see, and how the server or the way to it is made to be so. */
const TROUBLES: Array<{ name: string; meet: (route: Route) => Promise<void> | undefined; seen: string }> = [
  { name: 'loading', meet: () => undefined, seen: '[data-testid="loading"]' },
  { name: 'offline', meet: (route) => route.abort('internetdisconnected'), seen: '#content [role="alert"]' },
  { name: 'without permission', meet: (route) => refuse(route, 403, 'forbidden'), seen: '#content [role="alert"]' },
  { name: 'server error', meet: (route) => refuse(route, 500, 'internal'), seen: '#content [role="alert"]' },
]
/** What the frame around the pages needs. */
const FRAME = /^\/api\/(session|me|setup|alerts|bulk-jobs|exports|tasks)$/

test.concurrent.each(TROUBLES)(
  'no screen breaks such a rule while it is $name, and none is left without a word',
  async ({ name, meet, seen }) => {
    const { page, faults } = await openPage(browser)
    const { baseUrl } = world.product
    await page.request.post(`${baseUrl}/api/session`, { data: world.ownerLogin, headers: { origin: baseUrl } })
    await page.route(
      (url) => url.pathname.startsWith('/api/') && !FRAME.test(url.pathname),
      (route) => meet(route),
    )
    const faulty: string[] = []
    await page.goto(`${baseUrl}/app/members`)
    await page.getByRole('heading').first().waitFor()
    // As the browser tells it: what is asked then must not wait in silence for the network.
    if (name === 'offline') await page.evaluate(`window.dispatchEvent(new Event('offline'))`)
    for (const [index, address] of [
      '/runs',
      `/flows/${world.flowId}`,
      '/connections',
      '/data/mercado-livre/orders',
      '/dashboards',
    ].entries()) {
      await page.emulateMedia({ colorScheme: index % 2 === 0 ? 'light' : 'dark' })
      await follow(page, `${baseUrl}/app${address}`)
      // A server that does not answer is asked twice more first.
      await page.locator(seen).first().waitFor({ timeout: 45_000 })
      await calm(page)
      faulty.push(...(await broken(page)).map((fault) => `${address} ${fault}`))
    }
    expect(faulty).toEqual([])
    expect(faults).toEqual([])
    await page.context().close()
  },
  300_000,
)

function refuse(route: Route, status: number, code: string): Promise<void> {
  const body = JSON.stringify({ type: 'about:blank', title: 'Não foi possível', detail: 'Não foi possível agora.', status, code })
  return route.fulfill({ status, contentType: 'application/problem+json', body })
}

async function reading(page: Page): Promise<{ shown: string[]; clipped: string[] }> {
  return page.evaluate(READ)
}

async function moving(page: Page): Promise<string[]> {
  const count = Number(await page.evaluate(WHAT_MOVES))
  return count === 0 ? [] : [`${count} animations although motion is not wanted`]
}

/** On a screen of 320 px, which is a desktop at 400 %. What floats takes its new place a moment after the page has its new width. */
async function narrow(page: Page): Promise<string[]> {
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 800 })
  await calm(page)
  const tooWide = await staying(page, async () => {
    const wider = Number(await page.evaluate(OVERFLOW))
    return wider > 0 ? [`${wider} px wider than 320`] : []
  })
  const found = (await broken(page)).map((fault) => `at 320 px ${fault}`)
  if (size !== null) await page.setViewportSize(size)
  return [...found, ...tooWide]
}
