import { type Expression, parseExpressionAt } from 'acorn'
import { type ProblemCode, problemText } from './validate-messages.ts'

/** Longest text with expressions, in UTF-16 units (security.md 5). Checked before anything is parsed. */
export const MAX_TEMPLATE_CHARS = 64 * 1024

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
 * Splits a text into literal parts and `{{ expressions }}`. Where an expression ends is decided by parsing it, so braces
 * and quotes inside it need no escaping. A text that is exactly one expression (blanks around it allowed inside the braces
 * only) gives one part. Not closed = a problem, with the rest as text.
 */
export function splitTemplate(text: string): SplitTemplate {
  if (text.length > MAX_TEMPLATE_CHARS) return { ok: false, problem: problemOf('template_too_large'), parts: [{ kind: 'text', text: '' }] }
  const parts: TemplatePart[] = []
  let at = 0
  for (;;) {
    const open = text.indexOf('{{', at)
    if (open < 0) break
    if (open > at) parts.push({ kind: 'text', text: text.slice(at, open) })
    const close = endOfExpression(text, open + 2)
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

export type ParsedExpression = { ok: true; ast: Expression } | { ok: false; problem: ExpressionProblem }

/**
 * Parses one expression alone, to its end: anything after it is refused, so nothing can break out of its place when
 * expressions are joined into one script (security.md C12). Parsed as module code: strict, no HTML comments.
 */
export function parseExpression(source: string): ParsedExpression {
  if (source.length > MAX_TEMPLATE_CHARS) return { ok: false, problem: problemOf('template_too_large') }
  if (source.trim() === '') return { ok: false, problem: problemOf('expression_empty') }
  try {
    const ast = parseAt(source, 0)
    if (source.slice(ast.end).trim() !== '')
      return { ok: false, problem: problemOf('expression_trailing', { rest: source.slice(ast.end).trim().slice(0, 40) }) }
    return { ok: true, ast }
  } catch (error) {
    return { ok: false, problem: syntaxProblem(error) }
  }
}

/** What the parser said, without its position suffix. Anything but a syntax error is nesting beyond the stack; acorn says that too. */
export function syntaxProblem(error: unknown): ExpressionProblem {
  if (error instanceof SyntaxError && !error.message.startsWith('Not enough stack space'))
    return problemOf('expression_syntax', { reason: error.message.replace(/ \(\d+:\d+\)$/, '') })
  return problemOf('expression_too_deep')
}

export function problemOf(code: ProblemCode, params: Record<string, string | number> = {}): ExpressionProblem {
  return { code, params, message: problemText(code, params) }
}

/** Offset of the `}}` that closes the expression starting at `from`, or -1. */
function endOfExpression(text: string, from: number): number {
  try {
    const end = parseAt(text, from).end
    const rest = text.slice(end)
    const blanks = rest.length - rest.trimStart().length
    if (rest.startsWith('}}', blanks)) return end + blanks
  } catch {
    // Not an expression: it ends at the next braces, and parsing it alone tells the author what is wrong.
  }
  return text.indexOf('}}', from)
}

function parseAt(text: string, from: number): Expression {
  return parseExpressionAt(text, from, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    preserveParens: true,
    allowAwaitOutsideFunction: false,
  })
}
