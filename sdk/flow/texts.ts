import { readPath } from './lists-paths.ts'

/** Text for expressions, as `text.…`. Whatever comes in is taken as text; null and undefined as the empty one. */

/**
 * In capitals.
 * @example text.upper('ação') // 'AÇÃO'
 */
export function upper(value: unknown): string {
  return asText(value).toUpperCase()
}

/**
 * In small letters.
 * @example text.lower('AÇÃO') // 'ação'
 */
export function lower(value: unknown): string {
  return asText(value).toLowerCase()
}

/**
 * Only the digits 0 to 9.
 * @example text.digits('R$ 1.234,56') // '123456'
 */
export function digits(value: unknown): string {
  return asText(value).replace(/\D/g, '')
}

/**
 * Letters without their accents.
 * @example text.withoutAccents('São João') // 'Sao Joao'
 */
export function withoutAccents(value: unknown): string {
  return asText(value).normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')
}

/**
 * For addresses of pages and names of files.
 * @example text.slug('Café da Manhã!') // 'cafe-da-manha'
 */
export function slug(value: unknown): string {
  return withoutAccents(value)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/**
 * Each word with a capital, the Portuguese way: particles stay small, Roman numerals large.
 * @example text.titleCase("JOSÉ DA SILVA D'ÁVILA II") // "José da Silva d'Ávila II"
 */
export function titleCase(value: unknown): string {
  const words = asText(value).toLowerCase().split(' ')
  return words.map((word, i) => titleWord(word, i === 0)).join(' ')
}

/**
 * At most `length` characters, `ending` included when something was cut off; never half of a character.
 * @example text.truncate('Pedido entregue', 9, '…') // 'Pedido e…'
 */
export function truncate(value: unknown, length: number, ending = ''): string {
  if (!Number.isInteger(length) || length < 0) throw new TypeError('text.truncate needs a length of zero or more')
  const characters = [...new Intl.Segmenter('pt-BR').segment(asText(value))].map(({ segment }) => segment)
  if (characters.length <= length) return characters.join('')
  const end = [...ending].slice(0, length)
  return characters.slice(0, length - end.length).join('') + end.join('')
}

/**
 * Whether there is nothing but blanks.
 * @example text.isBlank('  ') // true
 */
export function isBlank(value: unknown): boolean {
  return asText(value).trim() === ''
}

/**
 * Without blanks around it, and with one blank where there were several, or line breaks.
 * @example text.oneLine('  Rua  das\n Flores ') // 'Rua das Flores'
 */
export function oneLine(value: unknown): string {
  return asText(value).trim().replace(/\s+/g, ' ')
}

/**
 * Hides all but the first `start` and last `end` characters (0 and 4 unless given).
 * @example text.mask('4111111111111111') // '************1111'
 * @example text.mask('maria@example.com', { start: 2, end: 4 }) // 'ma***********.com'
 */
export function mask(value: unknown, options: { start?: number; end?: number; character?: string } = {}): string {
  const { start = 0, end = 4, character = '*' } = options
  const characters = [...asText(value)]
  // Too short to hide anything between: hide it all.
  const isShort = characters.length <= start + end
  return characters.map((each, i) => (!isShort && (i < start || i >= characters.length - end) ? each : character)).join('')
}

/**
 * Fills `{name}` in a text from an object, once: what is filled in is not looked at again. Throws TypeError for a name that the object does not have.
 * @example text.fill('Olá, {customer.name}!', { customer: { name: '{x}' } }) // 'Olá, {x}!'
 */
export function fill(template: unknown, values: unknown): string {
  return asText(template).replace(/\{([A-Za-z_][\w.]*)\}/g, (_whole, path: string) => {
    const value = readPath(values, path)
    if (value === undefined) throw new TypeError(`text.fill: there is no ${path.slice(0, 80)}`)
    return asText(value)
  })
}

/**
 * Whether a text has another in it, whatever the accents and capitals.
 * @example text.includes('São Paulo', 'sao') // true
 */
export function includes(value: unknown, part: unknown): boolean {
  return plain(value).includes(plain(part))
}

/**
 * How alike two texts are, 0 to 1, whatever the accents, capitals and blanks (1 less the edits needed, by the length of the longer). Throws RangeError
 * above 1000 characters.
 * @example text.similarity('João da Silva', 'JOAO SILVA') // 0.769
 */
export function similarity(a: unknown, b: unknown): number {
  const [one, other] = [[...plain(a)], [...plain(b)]]
  const longest = Math.max(one.length, other.length)
  if (longest > 1000) throw new RangeError('text.similarity compares texts of up to 1000 characters')
  if (longest === 0) return 1
  return Math.round((1 - editsBetween(one, other) / longest) * 1000) / 1000
}

/**
 * The text between two marks, the first time they occur; null when they do not.
 * @example text.between('Pedido #123 criado', '#', ' ') // '123'
 */
export function between(value: unknown, start: string, end: string): string | null {
  const text = asText(value)
  const from = text.indexOf(start)
  if (from < 0) return null
  const to = text.indexOf(end, from + start.length)
  return to < 0 ? null : text.slice(from + start.length, to)
}

/**
 * Safe to stand in HTML and XML, also inside attributes.
 * @example text.escapeHtml('<b>"Olá" & cia</b>') // '&lt;b&gt;&quot;Olá&quot; &amp; cia&lt;/b&gt;'
 */
export function escapeHtml(value: unknown): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return asText(value).replace(/[&<>"']/g, (sign) => names[sign] ?? sign)
}

function asText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}

function plain(value: unknown): string {
  return oneLine(withoutAccents(value).toLowerCase())
}

const PARTICLES = new Set(['da', 'de', 'di', 'do', 'das', 'dos', 'du', 'e', 'em', 'na', 'no', 'nas', 'nos'])

function titleWord(word: string, isFirst: boolean): string {
  if (!isFirst && PARTICLES.has(word)) return word
  if (/^(?=.)x{0,3}(ix|iv|v?i{0,3})$/.test(word) && word !== 'x') return word.toUpperCase()
  // d'Ávila, and both sides of a hyphen.
  if (!isFirst && /^d['’]\p{L}/u.test(word)) return word.slice(0, 2) + capital(word.slice(2))
  return word.split('-').map(capital).join('-')
}

function capital(word: string): string {
  const [first = '', ...rest] = word
  return first.toUpperCase() + rest.join('')
}

/** Insertions, deletions and replacements (Levenshtein). */
function editsBetween(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, left] of a.entries()) {
    const next = [i + 1]
    for (const [j, right] of b.entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
