import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { everyScreen, type Screen } from './every-screen.ts'
import { until } from './harness.ts'
import { openStory, type StoryWorld } from './story-world.ts'

/** WCAG 2.2 AA as far as a machine can judge it: every screen, light and dark, wide and narrow, in both languages. */

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** In the page: waits for whatever moves and will end, and tells how much still does. What fades in has no contrast yet. */
const CALM = `(async () => {
  const ending = () => document.getAnimations().filter((each) => each.playState === 'running' && each.effect?.getTiming().iterations !== Infinity)
  const late = new Promise((resolve) => setTimeout(resolve, 10_000))
  await Promise.race([Promise.allSettled(ending().map((each) => each.finished)), late])
  return ending().length
})()`
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

/** Goes there as by a link of the page, which loads nothing that it has already. */
async function follow(page: Page, href: string): Promise<void> {
  // What lies over the page closes first.
  await page.keyboard.press('Escape')
  await page.evaluate(
    `(() => { const link = document.createElement('a'); link.href = ${JSON.stringify(href)}; document.body.append(link); link.click(); link.remove() })()`,
  )
  const { pathname } = new URL(href)
  await page.waitForURL((url) => url.pathname === pathname)
}

/** Answers when nothing has been asked of the server for a moment. */
function quietness(page: Page): () => Promise<void> {
  const open = new Set<object>()
  let last = 0
  const over = (request: object) => {
    open.delete(request)
    last = performance.now()
  }
  page.on('request', (request) => void open.add(request))
  page.on('requestfinished', over)
  page.on('requestfailed', over)
  return async () => {
    last = performance.now()
    await until(
      async () => open.size === 0 && performance.now() - last > 150,
      20_000,
      () => `${page.url()} goes on asking`,
    )
  }
}

async function broken(page: Page, only?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  const { violations } = await (only === undefined ? axe.withTags(RULES) : axe.withRules(only)).analyze()
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ target }) => target.join(' '))
        .join(' | ')
        .slice(0, 300)}`,
  )
}

async function calm(page: Page): Promise<void> {
  await until(
    async () => (await page.evaluate(CALM)) === 0,
    20_000,
    () => `${page.url()} goes on moving`,
  )
}

async function moving(page: Page): Promise<string[]> {
  const count = Number(await page.evaluate(WHAT_MOVES))
  return count === 0 ? [] : [`${count} animations although motion is not wanted`]
}

/** On a screen of 320 px, which is a desktop at 400 %. */
async function narrow(page: Page): Promise<string[]> {
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 800 })
  await calm(page)
  const wider = Number(await page.evaluate(OVERFLOW))
  const found = (await broken(page)).map((fault) => `at 320 px ${fault}`)
  if (size !== null) await page.setViewportSize(size)
  return wider > 0 ? [...found, `${wider} px wider than 320`] : found
}
