import type { Page } from 'playwright-core'

/** Pages that a test file opened; what they show is told when a test fails. */
export const openPages = new Set<Page>()
