import type { Json } from '../../sdk/flow/definition.ts'

/** Of one record. What comes after is not found by its words. */
const MOST_TERMS = 40
const MOST_TERM_CHARS = 60
const MOST_TEXT_CHARS = 2000

/**
 * Words of a text as they are compared: without accents, in small letters. Marks inside numbers part them, so a document or order
 * number is also taken as one word without its marks: `123.456.789-00` is found by `123456` too.
 */
export function termsOf(texts: readonly Json[]): string[] {
  const terms = new Set<string>()
  for (const value of texts) {
    if (typeof value !== 'string' && typeof value !== 'number') continue
    const text = plainText(String(value))
    for (const word of wordsIn(text)) if (isTelling(word)) terms.add(word)
    for (const number of text.match(/\d+(?:[.\-/ ]\d+)+/g) ?? []) terms.add(number.replaceAll(/\D/g, '').slice(0, MOST_TERM_CHARS))
    if (terms.size >= MOST_TERMS) break
  }
  return [...terms].slice(0, MOST_TERMS)
}

/** The words that somebody looks for; each must be the beginning of one of the record's. */
export function searchedTerms(search: string): string[] {
  const words = [...new Set(wordsIn(plainText(search)))]
  const telling = words.filter(isTelling)
  return (telling.length === 0 ? words : telling).slice(0, 8)
}

/** A letter or digit alone is not kept: as the beginning of a word it still finds something, as a word it would double the table. */
function isTelling(word: string): boolean {
  return word.length > 1
}

function plainText(text: string): string {
  const short = text.slice(0, MOST_TEXT_CHARS)
  // Most texts have nothing to take off, and normalising is what costs here.
  return (/^[\x20-\x7e]*$/.test(short) ? short : short.toWellFormed().normalize('NFKD').replaceAll(/\p{M}/gu, '')).toLowerCase()
}

function wordsIn(text: string): string[] {
  return (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, MOST_TERM_CHARS))
}
