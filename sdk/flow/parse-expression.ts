import { type Expression, parseExpressionAt } from 'acorn'
import { type ExpressionProblem, MAX_TEMPLATE_CHARS, problemOf } from './expressions.ts'

export type ParsedExpression = { ok: true; ast: Expression } | { ok: false; problem: ExpressionProblem }

/**
 * Parses one expression alone, to its end: anything after it is refused, so nothing can break out of its place when
 * expressions are joined into one script (security.md C12). Parsed as module code: strict, no HTML comments.
 */
export function parseExpression(source: string): ParsedExpression {
  if (source.length > MAX_TEMPLATE_CHARS) return { ok: false, problem: problemOf('template_too_large') }
  if (source.trim() === '') return { ok: false, problem: problemOf('expression_empty') }
  try {
    const ast = parseExpressionAt(source, 0, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      preserveParens: true,
      allowAwaitOutsideFunction: false,
    })
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
