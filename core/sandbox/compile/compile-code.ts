import { type AnyNode, parse } from 'acorn'
import { type ExpressionProblem, problemOf } from '../../../sdk/flow/expressions.ts'
import { MAX_CODE_CHARS } from '../../../sdk/flow/validate.ts'
import { withEsbuild } from '../../platform/esbuild-service.ts'
import { CODE_NAMES } from '../guest/flow-parts.ts'
import { readImports } from './code-imports.ts'

/** `libraries`: what the function finds in `$libraries`. */
export type CompiledCode = { ok: true; js: string; libraries: string[] } | { ok: false; problem: ExpressionProblem }

const WITHOUT_TYPES = { loader: 'ts', target: 'esnext', legalComments: 'none', logLevel: 'silent', tsconfigRaw: {} } as const

/** Lines that our wrapping puts before the author's first line. */
const LINES_BEFORE = 1

/**
 * A code step as one function expression without types. esbuild prints the whole from its own syntax tree, so comments and layout
 * cannot hide anything, and the print must again be exactly one function: code that closes its function early is refused (C12).
 */
export async function compileCode(code: string): Promise<CompiledCode> {
  if (code.length > MAX_CODE_CHARS) return { ok: false, problem: problemOf('code_too_large') }
  const imports = await readImports(code)
  if (!imports.ok) return imports
  const { libraries, declarations, body } = imports
  const wrapped = `(function (${CODE_NAMES.join(', ')}) {"use strict"; ${declarations}\n${body}\n})`
  let js: string
  try {
    const result = await withEsbuild(({ transform }) => transform(wrapped, WITHOUT_TYPES))
    js = result.code.trim().replace(/;$/, '')
  } catch (error) {
    return { ok: false, problem: syntaxProblemOf(error) }
  }
  const problem = problemOfPrinted(js)
  return problem === null ? { ok: true, js, libraries } : { ok: false, problem }
}

function problemOfPrinted(js: string): ExpressionProblem | null {
  try {
    const { body } = parse(js, { ecmaVersion: 'latest', sourceType: 'script' })
    const [statement, ...more] = body
    const isOneFunction =
      more.length === 0 && statement?.type === 'ExpressionStatement' && statement.expression.type === 'FunctionExpression'
    if (!isOneFunction) return problemOf('code_breaks_out')
    const refused = refusedIn(statement)
    return refused === null ? null : problemOf('code_not_allowed', { what: refused })
  } catch (error) {
    if (error instanceof SyntaxError) return problemOf('code_syntax', { reason: error.message, line: 1 })
    return problemOf('expression_too_deep')
  }
}

/** `import()` and `import.meta` reach for modules, of which a guest has none. */
function refusedIn(root: AnyNode): string | null {
  const queue: unknown[] = [root]
  while (queue.length > 0) {
    const value = queue.pop()
    if (typeof value !== 'object' || value === null) continue
    const type: unknown = Reflect.get(value, 'type')
    if (type === 'ImportExpression') return 'import()'
    if (type === 'MetaProperty' && Reflect.get(Object(Reflect.get(value, 'meta')), 'name') === 'import') return 'import.meta'
    for (const key of Object.keys(value)) if (key !== 'value' || type !== 'Literal') queue.push(Reflect.get(value, key))
  }
  return null
}

function syntaxProblemOf(error: unknown): ExpressionProblem {
  const [first] = typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors) ? error.errors : []
  const reason = typeof first?.text === 'string' ? first.text : 'syntax error'
  const line = typeof first?.location?.line === 'number' ? Math.max(1, first.location.line - LINES_BEFORE) : 1
  return problemOf('code_syntax', { reason: reason.slice(0, 300), line })
}
