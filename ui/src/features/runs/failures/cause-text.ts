import type { FailureGroup } from '#lib/api/bulk.ts'
import { m } from '#lib/paraglide/messages.js'
import { faultText, faultWords } from '../fault-text.ts'

const WORDS: Record<string, () => string> = {
  value: m.failures_word_value,
  n: m.failures_word_n,
  email: m.failures_word_email,
  url: m.failures_word_url,
  id: m.failures_word_id,
}

/** What went wrong, with a word in the reader's language for each thing that differs from run to run. */
export function causeText({ message, code }: Pick<FailureGroup, 'message' | 'code'>): string {
  return message === '' ? (faultWords({ code }) ?? code) : faultText({ code, message: inWords(message) })
}

/** `O pedido ‹id› não existe` as people read it. */
export function inWords(message: string): string {
  return message.replace(/‹(\w+)›/g, (text, word: string) => WORDS[word]?.() ?? text)
}
