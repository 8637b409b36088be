import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../e2e/browser.ts'
import { OWNER, type PublishedHook } from './api.ts'
import { longFlow, payloadFlow } from './big-scenarios.ts'
import { payloadOf, RAISED } from './big-suite.ts'
import { BenchError } from './cells.ts'
import type { Cluster } from './cluster.ts'
import { type ProductUnderTest, startProduct } from './product.ts'
import { say } from './say.ts'
import { median, quantile, type UiFigures } from './ui/budgets.ts'
import { watchLoaded } from './ui/loaded.ts'
import { dragStep, followLink, untilDrawn, WATCH_TASKS } from './ui/page-scripts.ts'

const STEPS = 300
const TIMES = 5
const FRAMES = 120
/** As long as a person waits for a page: by then everything that it loads by itself is there. */
const SETTLE_MS = 1500

interface World {
  browser: Browser
  product: ProductUnderTest
  origin: string
  long: PublishedHook
  code: PublishedHook
}

/** What the built interface costs in headless Chromium: sizes, route changes, a flow of 300 steps, a payload of so many MB. */
export async function uiSuite(cluster: Cluster, { payloadMb }: { payloadMb: number }): Promise<UiFigures> {
  const product = await startProduct({ cluster, database: await cluster.create('bench_ui'), env: RAISED })
  const browser = await openBrowser()
  try {
    const long = await product.publish('300 steps', longFlow(STEPS))
    const code = await product.publish('code', payloadFlow())
    const world: World = { browser, product, origin: `http://127.0.0.1:${product.port}`, long, code }
    const figures = {
      ...(await sizes(world)),
      ...(await routes(world)),
      ...(await painting(world)),
      ...(await dragging(world)),
      payloadLongestTaskMs: await payload(world, payloadMb),
    }
    for (const [name, value] of Object.entries(figures)) say(`  ${name}: ${value}`)
    return figures
  } finally {
    await browser.close()
    await product.stop()
  }
}

/** A signed-in page with nothing in its cache. */
async function coldPage({ browser, origin }: World): Promise<Page> {
  const context = await browser.newContext({ locale: 'pt-BR', timezoneId: 'America/Sao_Paulo', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const answer = await page.request.post(`${origin}/api/session`, {
    data: { email: OWNER.email, password: OWNER.password },
    headers: { origin },
  })
  if (!answer.ok()) throw new BenchError(`signing in answered ${answer.status()}`)
  return page
}

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await sleep(SETTLE_MS)
}

async function sizes(world: World): Promise<Pick<UiFigures, 'initialKb' | 'builderKb' | 'codeEditorKb'>> {
  const home = await coldPage(world)
  const initial = watchLoaded(home)
  await home.goto(`${world.origin}/app/`)
  await settled(home)
  const initialKb = await initial.kb()
  await home.context().close()

  const page = await coldPage(world)
  const loaded = watchLoaded(page)
  await page.goto(`${world.origin}/app/flows/${world.code.flowId}`)
  await page.locator('#node-s01map').dblclick()
  await page.getByTestId('step-panel').waitFor()
  await settled(page)
  const builderKb = await loaded.kb()
  loaded.reset()
  await page.locator('#node-s02code').dblclick()
  await page.locator('.cm-content').waitFor()
  await settled(page)
  const codeEditorKb = await loaded.kb()
  await page.context().close()
  return { initialKb, builderKb, codeEditorKb }
}

/** The worst page's median: each is changed to from the list of flows, where its script is not loaded yet the first time. */
async function routes(world: World): Promise<Pick<UiFigures, 'routeMs'>> {
  const page = await coldPage(world)
  await page.goto(`${world.origin}/app/flows`)
  await settled(page)
  const medians: number[] = []
  for (const href of ['/app/runs', '/app/connections', '/app/', `/app/flows/${world.code.flowId}`]) {
    const times: number[] = []
    for (let count = 0; count < TIMES; count++) {
      times.push(await page.evaluate<number>(followLink(href)))
      await page.waitForLoadState('networkidle')
      await page.evaluate(`document.querySelector('a[href="/app/flows"]').click()`)
      await page.locator(`a[href="/app/flows/${world.code.flowId}"]`).waitFor()
      await page.waitForLoadState('networkidle')
    }
    medians.push(median(times))
  }
  await page.context().close()
  return { routeMs: Math.round(Math.max(...medians)) }
}

async function painting(world: World): Promise<Pick<UiFigures, 'paint300Ms' | 'paint300ColdMs'>> {
  const { long, origin } = world
  const [within, cold]: [number[], number[]] = [[], []]
  for (let count = 0; count < TIMES; count++) {
    const page = await coldPage(world)
    await page.goto(`${origin}/app/flows/${long.flowId}`, { waitUntil: 'commit' })
    cold.push(await page.evaluate<number>(untilDrawn(STEPS, null)))
    await page.waitForLoadState('networkidle')
    await page.evaluate(`document.querySelector('a[href="/app/flows"]').click()`)
    await page.locator(`a[href="/app/flows/${long.flowId}"]`).waitFor()
    await settled(page)
    within.push(await page.evaluate<number>(untilDrawn(STEPS, `/app/flows/${long.flowId}`)))
    await page.context().close()
  }
  return { paint300Ms: Math.round(median(within)), paint300ColdMs: Math.round(median(cold)) }
}

async function dragging(world: World): Promise<Pick<UiFigures, 'drag100Fps' | 'dragFittedFps' | 'dragWorkP95Ms'>> {
  const page = await coldPage(world)
  await page.goto(`${world.origin}/app/flows/${world.long.flowId}`)
  await page.evaluate(untilDrawn(STEPS, null))
  await settled(page)
  const drag = async (zoomKey: string) => {
    await page.locator('#node-trigger').focus()
    await page.keyboard.press(zoomKey)
    await sleep(SETTLE_MS)
    return page.evaluate<{ fps: number; work: number[] }>(dragStep(FRAMES))
  }
  const full = await drag('0')
  const fitted = await drag('1')
  await page.context().close()
  const round = (value: number) => Math.round(value * 10) / 10
  return { drag100Fps: round(full.fps), dragFittedFps: round(fitted.fps), dragWorkP95Ms: round(quantile(full.work, 0.95)) }
}

/** Opens a run of one large value, looks at all that the inspector shows of it, and answers the longest task; 0: none over 50 ms. */
async function payload(world: World, megabytes: number): Promise<number> {
  const { product, code, origin } = world
  const answer = await fetch(origin + code.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-bench-key': 'payload' },
    body: payloadOf(megabytes),
  })
  if (answer.status !== 202) throw new BenchError(`the payload was answered ${answer.status}`)
  const { runId }: { runId: string } = JSON.parse(await answer.text())
  for (let tries = 0; (await product.api.call('GET', `/api/runs/${runId}`))['endedAt'] === null; tries++) {
    if (tries > 600) throw new BenchError('the run with the payload did not end')
    await sleep(200)
  }
  const page = await coldPage(world)
  await page.goto(`${origin}/app/runs`)
  await settled(page)
  await page.evaluate(WATCH_TASKS)
  await page.evaluate(followLink(`/app/runs/${runId}`))
  for (const step of await page.getByTestId('run-step').all()) {
    await step.click()
    for (const tab of await page.getByTestId('step-detail').getByRole('tab').all()) {
      await tab.click()
      const tree = page.getByTestId('step-detail').getByRole('tree')
      if ((await tree.count()) === 0) continue
      await tree.first().focus()
      for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'End', 'Enter', 'Home']) await page.keyboard.press(key)
    }
  }
  await settled(page)
  const longest = await page.evaluate<number>('window.longestTask')
  await page.context().close()
  return Math.round(longest)
}
