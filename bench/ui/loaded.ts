import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'

/** What a page has loaded of the interface's own scripts and styles. */
export interface Loaded {
  /** Gzipped, in kB of 1024 bytes. Fonts and pictures are not counted: they do not keep a page from working. */
  kb(): Promise<number>
  /** From now on: what was loaded before is not counted again. */
  reset(): void
}

/** Counts from now on; a page that is to be measured cold comes with a fresh context. */
export function watchLoaded(page: Page): Loaded {
  const bodies = new Map<string, Promise<Buffer>>()
  let before = new Set<string>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (/\.(js|css)$/.test(pathname) && response.ok() && !bodies.has(pathname)) bodies.set(pathname, response.body())
  })
  return {
    async kb() {
      let bytes = 0
      for (const [name, body] of bodies) if (!before.has(name)) bytes += gzipSync(await body).length
      return Math.round((bytes / 1024) * 10) / 10
    },
    reset() {
      before = new Set(bodies.keys())
    },
  }
}
