import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type SpawnedEmulator, spawnEmulator } from '../sdk/emulator/spawn.ts'
import { openBrowser, openPage } from './browser.ts'
import { freePort } from './free-port.ts'
import { freshDatabase, type Product, type Session, scratchFolder, sessionAt, startProduct } from './harness.ts'
import { broken } from './screen-visits.ts'

/** An admin before a product with nothing connected yet, and providers as real processes. */
export interface HubWorld<Name extends string> {
  product: Product
  session: Session
  truth: Awaited<ReturnType<typeof freshDatabase>>['truth']
  providers: Record<Name, SpawnedEmulator>
  browser: Browser
  page: Page
  /** Script errors and broken policies, as they happen. */
  faults: string[]
  open(address: string): Promise<void>
  /** A page of its own for another person; they are signed in. */
  pageOf(login: { email: string; password: string }): Promise<Page>
  close(): Promise<void>
}

export const OWNER = { email: 'ana@loja.test', password: 'uma senha bem comprida' }

export async function openHub<Name extends string>(names: readonly Name[]): Promise<HubWorld<Name>> {
  const [database, folder, port, browser] = await Promise.all([freshDatabase(), scratchFolder(), freePort(), openBrowser()])
  const baseUrl = `http://127.0.0.1:${port}`
  const started = await Promise.all(
    names.map(async (name): Promise<[Name, SpawnedEmulator]> => {
      const webhookUrl = name === 'mercado-livre' ? `${baseUrl}/meli/webhooks` : `${baseUrl}/hooks/p/${name}/events`
      return [name, await spawnEmulator(name, { seed: 'hub', redirectUri: `${baseUrl}/oauth/callback`, webhookUrl })]
    }),
  )
  const endpoints = Object.assign({}, ...started.map(([, { endpoints: of }]) => of))
  const env = { PROVIDER_ENDPOINTS: JSON.stringify(endpoints) }
  const product = await startProduct({ port, databaseUrl: database.url, dataDir: folder.path, env })
  const session = sessionAt(baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', ...OWNER },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  const pageOf = async (login: { email: string; password: string }) => {
    const opened = await openPage(browser)
    await opened.page.request.post(`${baseUrl}/api/session`, { data: login, headers: { origin: baseUrl } })
    return opened
  }
  const { page, faults } = await pageOf(OWNER)
  page.setDefaultTimeout(10_000)
  return {
    product,
    session,
    truth: database.truth,
    providers: Object.fromEntries(started) as Record<Name, SpawnedEmulator>,
    browser,
    page,
    faults,
    open: (address) => openAt(page, baseUrl + address),
    pageOf: async (login) => (await pageOf(login)).page,
    async close() {
      await browser.close()
      await product.stop()
      await Promise.all(started.map(([, emulator]) => emulator.stop()))
      await database.drop()
      await folder.remove()
    },
  }
}

async function openAt(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForLoadState('networkidle')
}

/** In the page: how many animations are under way that will end. */
const WHAT_ENDS = `document.getAnimations().filter((each) => each.playState === 'running' && each.effect?.getTiming().iterations !== Infinity).length`
const OVERFLOW = `document.documentElement.scrollWidth - window.innerWidth`

/** What breaks a rule that a machine can check, light and dark. */
export async function violations(page: Page): Promise<string[]> {
  await page.locator('[data-testid="loading"]').first().waitFor({ state: 'detached' })
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // What fades in has no contrast yet.
    await expect.poll(() => page.evaluate(WHAT_ENDS)).toBe(0)
    found.push(...(await broken(page)).map((fault) => `${colorScheme} ${fault}`))
  }
  await page.emulateMedia({ colorScheme: null })
  return found
}

/** By how many pixels a page is wider than a screen of 320, which is a desktop at 400 %. */
export async function overflowAt320(page: Page): Promise<number> {
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 800 })
  const overflow = Number(await page.evaluate(OVERFLOW))
  if (size !== null) await page.setViewportSize(size)
  return overflow
}
