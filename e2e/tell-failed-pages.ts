import { afterEach } from 'vitest'
import { openPages } from './open-pages.ts'

/** A browser test that waited in vain says what it saw instead: the address and the page as it is read out. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const page of openPages) {
    if (page.isClosed()) continue
    const seen = await page
      .locator('body')
      .ariaSnapshot({ timeout: 2000 })
      .catch((error: Error) => error.message)
    process.stderr.write(`\n${task.name}: the browser was at ${page.url()} and showed\n${seen.slice(0, 6000)}\n`)
  }
})
