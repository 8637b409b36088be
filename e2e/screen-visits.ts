import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { until } from './harness.ts'

/** How a test goes from screen to screen as a person does, and looks at each when it stands still. */

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const ALREADY_THERE = 'void 0'
/** In the page: waits for whatever moves and will end, and tells how much still does. What fades in has no contrast yet. */
const CALM = `(async () => {
  const ending = () => document.getAnimations().filter((each) => each.playState === 'running' && each.effect?.getTiming().iterations !== Infinity)
  const late = new Promise((resolve) => setTimeout(resolve, 10_000))
  await Promise.race([Promise.allSettled(ending().map((each) => each.finished)), late])
  return ending().length
})()`

/** Goes there as by a link of the page, which loads nothing that it has already. */
export async function follow(page: Page, href: string): Promise<void> {
  // What lies over the page closes first.
  await page.keyboard.press('Escape')
  await page.evaluate(
    `(() => { const link = document.createElement('a'); link.href = ${JSON.stringify(href)}; document.body.append(link); link.click(); link.remove() })()`,
  )
  const { pathname } = new URL(href)
  await page.waitForURL((url) => url.pathname === pathname)
}

/** Answers when nothing has been asked of the server for a moment. */
export function quietness(page: Page): () => Promise<void> {
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

/**
 * What breaks a rule of WCAG 2.2 AA, or the one rule named. axe is loaded once for each document, looks at it in the page itself
 * and describes only what it finds wrong: a third of the processor time of its usual way.
 */
export async function broken(page: Page, only?: string): Promise<string[]> {
  const loaded = await Promise.all(page.frames().map((frame) => frame.evaluate(`typeof axe === 'object'`)))
  const axe = new AxeBuilder(loaded.every(Boolean) ? { page, axeSource: ALREADY_THERE } : { page }).setLegacyMode()
  const runOnly = only === undefined ? { type: 'tag' as const, values: RULES } : { type: 'rule' as const, values: [only] }
  const { violations } = await axe.options({ runOnly, resultTypes: ['violations', 'incomplete'] }).analyze()
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ target }) => target.join(' '))
        .join(' | ')
        .slice(0, 300)}`,
  )
}

export async function calm(page: Page): Promise<void> {
  await until(
    async () => (await page.evaluate(CALM)) === 0,
    20_000,
    () => `${page.url()} goes on moving`,
  )
}

/** In the page: the next picture is drawn. */
const DRAWN = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))`
const PATIENCE_MS = 5000

/** Reads faults of the layout until there are none, and answers those that stay: some right themselves with the next picture. */
export async function staying(page: Page, read: () => Promise<string[]>): Promise<string[]> {
  const deadline = performance.now() + PATIENCE_MS
  let found = await read()
  while (found.length > 0 && performance.now() < deadline) {
    await page.evaluate(DRAWN)
    found = await read()
  }
  return found
}
