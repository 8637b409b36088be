import { endOfBraces } from './tokens.ts'
import { type ProblemCode, problemText } from './validate-messages.ts'

/** Longest text with expressions, in UTF-16 units (security.md 5). Checked before anything is parsed. */
export const MAX_TEMPLATE_CHARS = 64 * 1024

/** Each may be read to the end of the text; beyond so many nobody is writing expressions. */
const MAX_FAULTY = 20

export interface ExpressionProblem {
  code: ProblemCode
  params: Record<string, string | number>
  message: { en: string; 'pt-BR': string }
}

export type TemplatePart =
  | { kind: 'text'; text: string }
  /** `source` is what stands between the braces, `start` its offset in the template. */
  | { kind: 'expression'; source: string; start: number }

export type SplitTemplate = { ok: true; parts: TemplatePart[] } | { ok: false; problem: ExpressionProblem; parts: TemplatePart[] }

/** Whether a text is anything but a plain literal. */
export function hasExpression(text: string): boolean {
  return text.includes('{{')
}

/**
 * Splits a text into literal parts and `{{ expressions }}`. Where an expression ends is decided by its brackets and texts, so
 * braces and quotes inside it need no escaping. A text that is exactly one expression (blanks around it allowed inside the braces
 * only) gives one part. What is no expression ends at the next braces. Not closed = a problem, with the rest as text.
 */
export function splitTemplate(text: string): SplitTemplate {
  if (text.length > MAX_TEMPLATE_CHARS) return { ok: false, problem: problemOf('template_too_large'), parts: [{ kind: 'text', text: '' }] }
  const parts: TemplatePart[] = []
  let faulty = 0
  let at = 0
  for (;;) {
    const open = text.indexOf('{{', at)
    if (open < 0) break
    if (open > at) parts.push({ kind: 'text', text: text.slice(at, open) })
    const end = faulty > MAX_FAULTY ? -1 : endOfBraces(text, open + 2)
    if (end < 0) faulty++
    const close = end < 0 ? text.indexOf('}}', open + 2) : end
    if (close < 0) {
      parts.push({ kind: 'text', text: text.slice(open) })
      return { ok: false, problem: problemOf('expression_not_closed'), parts }
    }
    parts.push({ kind: 'expression', source: text.slice(open + 2, close), start: open + 2 })
    at = close + 2
  }
  if (at < text.length || parts.length === 0) parts.push({ kind: 'text', text: text.slice(at) })
  return { ok: true, parts }
}

export function problemOf(code: ProblemCode, params: Record<string, string | number> = {}): ExpressionProblem {
  return { code, params, message: problemText(code, params) }
}
