import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Keys, and what is heard when they were pressed: what live regions say, then what has the focus. */
export type Passage = [keys: string, ...heard: string[]]

/** A page that is used by keys alone, with the ears of somebody who does not see it. */
export interface ScreenReader {
  /**
   * Presses the keys one after the other and compares what is heard. `"…"` is typed letter by letter, and every letter
   * counts; `@…` waits until the page shows what the selector names, as a person waits for a page to load.
   */
  read(passages: readonly Passage[]): Promise<void>
  /** Keys pressed so far. */
  pressed: number
}

/** A page under load may take longer than the second that a poll has. */
const SLOW = { timeout: 15_000 }

/** Notes what is put into a region that is read out, also into one that appears with its text. */
const LISTEN = `(() => {
  const heard = (window.__heard = [])
  const LIVE = '[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]'
  const last = new WeakMap()
  const hear = (region) => {
    if (region.getAttribute('aria-live') === 'off') return
    const text = region.textContent.replace(/\\s+/g, ' ').trim()
    if (text === '' || text === last.get(region)) return
    last.set(region, text)
    heard.push(text)
  }
  const look = (changes) => {
    const regions = new Set()
    // Of regions within each other, the outer one speaks.
    const outermost = (element) => { let found = null; for (let at = element?.closest(LIVE); at; at = at.parentElement?.closest(LIVE)) found = at; return found }
    for (const { target, addedNodes } of changes) {
      const around = outermost(target instanceof Element ? target : target.parentElement)
      if (around) { regions.add(around); continue }
      for (const node of addedNodes)
        if (node instanceof Element) for (const region of [node, ...node.querySelectorAll(LIVE)]) if (region.matches(LIVE)) regions.add(region)
    }
    regions.forEach(hear)
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
})()`

/** Where the focus is; in a list that keeps it and moves a mark instead, what is marked. */
const FOCUSED = `(() => {
  const element = document.activeElement ?? document.body
  const marked = element.getAttribute('aria-activedescendant')
  return (marked && document.getElementById(marked)) || element
})()`

interface AxNode {
  role?: { value?: unknown }
  name?: { value?: unknown }
  value?: { value?: unknown }
  properties?: Array<{ name: string; value: { value?: unknown } }>
}

const SPOKEN_STATES = ['checked', 'expanded', 'selected', 'pressed', 'disabled']

function spoken({ role, name, value, properties = [] }: AxNode): string {
  const states = properties.filter((one) => SPOKEN_STATES.includes(one.name)).map((one) => `${one.name}=${String(one.value.value)}`)
  const content = value?.value === undefined || value.value === '' ? [] : [`= ${String(value.value)}`]
  return [String(role?.value), JSON.stringify(name?.value ?? ''), ...content, ...states].join(' ')
}

/** How long something took is never the same. */
const timeless = (text: string) => text.replace(/\d+([.,]\d+)? (ms|s)\b/g, '… ms')

export async function listen(page: Page): Promise<ScreenReader> {
  await page.addInitScript(LISTEN)
  const browser = await page.context().newCDPSession(page)
  await browser.send('Accessibility.enable')

  async function focused(): Promise<string> {
    const { result } = await browser.send('Runtime.evaluate', { expression: FOCUSED })
    const { nodes } = await browser.send('Accessibility.getPartialAXTree', { objectId: result.objectId, fetchRelatives: false })
    return timeless(spoken(nodes[0] ?? {}))
  }

  async function press(keys: string): Promise<number> {
    let count = 0
    for (const [, typed, key = ''] of keys.matchAll(/"([^"]*)"|(\S+)/g)) {
      if (key.startsWith('@')) await page.locator(key.slice(1)).first().waitFor()
      else for (const one of typed ?? [key]) await page.keyboard.press(one).then(() => count++)
    }
    return count
  }

  const reader: ScreenReader = {
    pressed: 0,
    async read(passages) {
      for (const [keys, ...expected] of passages) {
        reader.pressed += await press(keys)
        const said: string[] = []
        const heard = async () => {
          said.push(...(await page.evaluate<string[]>('window.__heard.splice(0)')).map(timeless))
          return [...said, await focused()]
        }
        await expect.poll(heard, { ...SLOW, message: keys }).toEqual(expected)
      }
    },
  }
  return reader
}
