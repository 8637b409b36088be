import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { ROOT } from './harness.ts'

/**
 * A language that nobody speaks: every text of the catalogue in letters that no other text has, and two fifths longer. It is
 * put into the built scripts on their way to the browser, so that the product itself knows nothing of it. Whatever
 * is still in plain letters did not come from the catalogue; whatever is cut would be cut in a longer language, too.
 */

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ODD = 'ạḅƈḍẹḟǥḥịĵḳḷṃṇọṗɋṛṣṭụṿẉẋỵẓẠḄƇḌẸḞǤḤỊĴḲḶṂṆỌṖɊṚṢṬỤṾẈẊỴẒ'
const LONGER_BY = 0.4

/** A text of a message in the built script: what stands where a value is given, and how a value is put in. */
const TEMPLATE = /(=>|\?|:|return ?)`((?:[^`\\$]|\\.|\$\{\w+\??\.\w+\})*)`/g
const VALUE = /(\$\{\w+\??\.\w+\})/

/** Texts of both languages, each with `{}` for its values. */
function catalogue(): ReadonlySet<string> {
  const folder = path.join(ROOT, 'ui/messages')
  const texts = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value.replace(/\{\w+\}/g, '{}'))
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner)
  }
  for (const locale of ['pt-BR', 'en'])
    for (const file of readdirSync(path.join(folder, locale))) collect(JSON.parse(readFileSync(path.join(folder, locale, file), 'utf8')))
  return texts
}

const textOf = (template: string) =>
  template
    .split(VALUE)
    .map((part, index) => (index % 2 === 1 ? '{}' : part.replaceAll('\\n', '\n').replace(/\\(.)/g, '$1')))
    .join('')

/** Plain letters become odd ones, accents go, and what is said last is said again until it is longer by two fifths. */
function pseudo(text: string): string {
  const odd = (part: string) =>
    part
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[a-zA-Z]/g, (letter) => ODD[PLAIN.indexOf(letter)] ?? letter)
  const letters = text.replace(/[^\p{L}]/gu, '').length
  const more = Math.ceil(letters * LONGER_BY)
  const parts = text
    .split(VALUE)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/\\n|[^\\]+/g, (piece) => (piece === '\\n' ? piece : odd(piece)))))
  return parts.join('') + (letters > 1 ? 'ọẹạ ịọẹ '.repeat(more).slice(0, more).trimEnd() : '')
}

/** Words that also name things in code, such as `data`, are a message only where a function does nothing but answer them. */
const NAME = /^[a-z]+$/

function translate(script: string, texts: ReadonlySet<string>): string {
  return script.replace(TEMPLATE, (whole, before: string, template: string) => {
    const isMessage = texts.has(textOf(template)) && /\p{L}/u.test(template) && (before === '=>' || !NAME.test(template))
    return isMessage ? `${before}\`${pseudo(template)}\`` : whole
  })
}

/** From now on the page speaks it. Answers how to read what the page shows in any other letters although no answer of the API holds it. */
export async function speakPseudo(page: Page): Promise<{ untranslated: (shown: readonly string[]) => Promise<string[]> }> {
  const texts = catalogue()
  const told: Array<Promise<string>> = []
  await page.route(/\/_app\/immutable\/.*\.js$/, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: translate(await answer.text(), texts) })
  })
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.startsWith('/api/')) told.push(response.text().catch(() => ''))
  })
  let all = ''
  // All answers together are long: what was found in them once is not looked for again.
  const known = new Set(SAME_EVERYWHERE)
  const isKnown = (word: string) => known.has(word) || (all.includes(word.toLowerCase()) && known.add(word).has(word))
  return {
    async untranslated(shown) {
      all += `\n${(await Promise.all(told.splice(0))).join('\n')}`.toLowerCase()
      return shown.filter((text) => (text.match(WORD) ?? []).some((word) => !isKnown(word)))
    },
  }
}

const WORD = /[A-Za-zÀ-ÖØ-öø-ÿ]{2,}/g
/** Our name, formats, keys of a keyboard, names of languages and units. */
const NAMES = 'Tomada JSON CSV XLSX PDF HTTP URL API Ctrl Esc Alt alt Shift Enter Delete Português Brasil English kB MB ms min'.split(' ')
/** What the canvas library calls its parts beside the names that we give them; a plural whose form in the built script is not recognised. */
const NOT_YET = ['Handle', 'node', 'registros']
const SAME_EVERYWHERE: ReadonlySet<string> = new Set([...NAMES, ...NOT_YET, ...wordsOfTime()])

/** What the browser itself writes of days and spans: it does not speak our language. */
function wordsOfTime(): string[] {
  const said: string[] = []
  for (const style of ['long', 'short', 'narrow'] as const) {
    const span = new Intl.RelativeTimeFormat('pt-BR', { style, numeric: 'auto' })
    for (const unit of ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const)
      for (const amount of [-2, -1, 0, 1, 2]) said.push(span.format(amount, unit))
    const day = new Intl.DateTimeFormat('pt-BR', { weekday: style, month: style, timeZone: 'UTC' })
    for (let month = 0; month < 12; month++) said.push(day.format(Date.UTC(2026, month, 1 + month)))
  }
  return said.flatMap((text) => text.match(/[A-Za-zÀ-ÖØ-öø-ÿ]{2,}/g) ?? [])
}

/** In the page: texts that are seen or heard, and texts of the catalogue that do not fit where they stand. */
export const READ = `(() => {
  const odd = /[${ODD}]{2}/u
  const isCode = (element) => element.closest('code, kbd, pre, style, script, svg, .cm-editor, [data-testid="json"]') !== null
  const name = (element) => (element.closest('[data-testid]')?.getAttribute('data-testid') ?? '') + ' ' + element.tagName.toLowerCase()
  const shown = new Set()
  const clipped = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    const text = node.data.trim()
    if (text === '' || element === null || isCode(element) || !element.checkVisibility({ visibilityProperty: true })) continue
    shown.add(text)
    if (!odd.test(text) || element.closest('.sr-only') !== null) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    for (let around = element; around !== null && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around)
      if (style.overflowX === 'auto' || style.overflowX === 'scroll' || style.overflowY === 'auto' || style.overflowY === 'scroll') break
      const within = around.getBoundingClientRect()
      // Only for screen readers; a row of a list, which leads to the whole; a card on the canvas that says the whole when it is pointed at.
      const isShort = style.textOverflow === 'ellipsis' && (around.matches('td, th') || around.title.includes(text))
      if (style.position === 'fixed' || within.width <= 1 || isShort) break
      const isCut = style.overflowX !== 'visible' && (box.right > within.right + 1 || box.bottom > within.bottom + 2)
      const isOver = around.matches('button, [role=tab], td, th') && box.right > within.right + 1
      if (isCut || isOver) clipped.add(name(around) + ': ' + text.slice(0, 60))
    }
  }
  for (const attribute of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'])
    for (const element of document.querySelectorAll('[' + attribute + ']'))
      if (!isCode(element) || element.tagName === 'svg') shown.add(element.getAttribute(attribute))
  const wider = document.documentElement.scrollWidth - window.innerWidth
  if (wider > 0) clipped.add(wider + ' px wider than the screen')
  return { shown: [...shown], clipped: [...clipped] }
})()`
