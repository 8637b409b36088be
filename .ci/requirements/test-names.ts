import ts from 'typescript'

/**
 * Whether a test file's text declares a test of this name, `describe name > test name` included. Names made from a
 * template or by `test.each` match with anything in their variable places.
 */
export function declaresTest(text: string, name: string): boolean {
  // A place holder is what the source says, never what a run calls the test.
  if (/%[sdifjo]/.test(name)) return false
  return patternsIn(text).some((pattern) => pattern.test(name))
}

function patternsIn(text: string): RegExp[] {
  const source = ts.createSourceFile('file.test.ts', text, ts.ScriptTarget.Latest, true)
  const patterns: RegExp[] = []
  const visit = (node: ts.Node, outer: string): void => {
    const call = ts.isCallExpression(node) ? blockOf(node) : null
    const full = [outer, call?.pattern ?? ''].filter((part) => part !== '').join(' > ')
    if (call?.kind === 'test') patterns.push(new RegExp(`^${full}$`))
    else ts.forEachChild(node, (child) => visit(child, full))
  }
  visit(source, '')
  return patterns
}

/** `test('…')`, `it('…')`, `describe('…')`, also with `.each(…)` and the like in between. */
function blockOf(call: ts.CallExpression): { kind: 'test' | 'describe'; pattern: string } | null {
  const word = firstWord(call.expression)
  const title = call.arguments[0]
  if (title === undefined || (word !== 'test' && word !== 'it' && word !== 'describe')) return null
  const pattern = patternOf(title)
  return pattern === null ? null : { kind: word === 'describe' ? 'describe' : 'test', pattern }
}

function firstWord(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression)) return firstWord(expression.expression)
  return ''
}

function patternOf(title: ts.Expression): string | null {
  if (ts.isStringLiteralLike(title)) return escaped(title.text).replace(/%[sdifjo]|\\\$[A-Za-z_.]+/g, '.*')
  if (!ts.isTemplateExpression(title)) return null
  return [title.head.text, ...title.templateSpans.map((span) => span.literal.text)].map(escaped).join('.*')
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
