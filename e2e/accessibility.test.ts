import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { openStory, type StoryWorld } from './story-world.ts'

/** WCAG 2.2 AA as far as a machine can judge it: every page, light and dark, wide and narrow, in both languages. */

let browser: Browser
let world: StoryWorld
let addresses: string[]

beforeAll(async () => {
  browser = await openBrowser()
  world = await openStory()
  await world.sell()
  const [run] = await world.settled(1)
  const { items } = await world.session.get<{ items: Array<{ id: string }> }>('/api/deliveries')
  addresses = [
    '/app/',
    '/app/connections',
    '/app/flows',
    `/app/flows/${world.flowId}`,
    '/app/runs',
    '/app/runs?view=failures',
    `/app/runs/${run?.id}`,
    '/app/deliveries',
    `/app/deliveries/${items[0]?.id}`,
    '/app/queues',
    '/app/queues?view=calls',
    '/app/queues?view=jobs',
    '/app/schedules',
    '/app/data',
    '/app/data/mercado-livre/orders',
    '/app/hub',
    '/app/tables',
    '/app/exports',
    '/app/dashboards',
    '/app/tasks',
    '/app/members',
    '/app/members?tab=audit',
    '/app/members?tab=system',
  ]
}, 180_000)

afterAll(async () => {
  await world?.close()
  await browser?.close()
})

const LOOKS = [
  { name: 'light, wide, Portuguese', options: { colorScheme: 'light', locale: 'pt-BR' } },
  { name: 'dark, wide, English', options: { colorScheme: 'dark', locale: 'en-US' } },
  { name: 'dark, narrow, Portuguese', options: { colorScheme: 'dark', locale: 'pt-BR', viewport: { width: 390, height: 844 } } },
] as const

test.each(LOOKS)(
  'no page breaks a machine-checkable accessibility rule ($name)',
  async ({ options }) => {
    const { page, faults } = await openPage(browser, options)
    const signIn = { data: world.ownerLogin, headers: { origin: world.product.baseUrl } }
    const violations: string[] = [...(await violationsAt(page, '/app/sign-in'))]
    await page.request.post(`${world.product.baseUrl}/api/session`, signIn)
    for (const address of addresses) violations.push(...(await violationsAt(page, address)))
    expect(violations).toEqual([])
    expect(faults).toEqual([])
    await page.context().close()
  },
  300_000,
)

async function violationsAt(page: Page, address: string): Promise<string[]> {
  await page.goto(world.product.baseUrl + address)
  await page.getByRole('heading').first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.locator('[data-testid="loading"]').first().waitFor({ state: 'detached' })
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  return violations.map(
    (violation) =>
      `${address} ${violation.id}: ${violation.nodes
        .map((node) => node.target.join(' '))
        .join(' | ')
        .slice(0, 300)}`,
  )
}
