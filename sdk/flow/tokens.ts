/**
 * Tokens of JavaScript, as far as finding names and ends of expressions needs them. No grammar: what is refused is decided by the
 * parser at save (expressions.ts). Kept apart from it, because the builder reads texts at every key and must not load a parser for it.
 */
export interface Token {
  /** `name` includes keywords; texts, numbers and regular expressions are `literal`. A template literal gives one token per piece. */
  kind: 'name' | 'literal' | 'template' | 'sign'
  start: number
  end: number
}

const SPACE = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/)+/y
const NAME = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy
const NUMBER = /0[xX][\da-fA-F_]+n?|0[bB][01_]+n?|0[oO][0-7_]+n?|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y
const TEXT = /'(?:[^'\\\n\r]|\\[\s\S])*'|"(?:[^"\\\n\r]|\\[\s\S])*"/y
const REGEX = /\/(?![*/])(?:[^\\/[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+\/[\p{ID_Continue}$]*/uy
const TEMPLATE_PIECE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y
const SIGN = /\.\.\.|\?\.(?!\d)|=>|\+\+|--|[{}()[\];,<>=!+\-*%&|^~?:.@/]/y
/** After these words a slash begins a regular expression; after any other name it divides. */
const BEFORE_REGEX = new Set('return typeof case in of delete void instanceof new do else throw yield await'.split(' '))

/** The tokens from `from` on. Throws SyntaxError at what no token can begin with and at what is not closed. */
export function* tokensOf(code: string, from = 0): Generator<Token, void, undefined> {
  /** Open braces: of a template literal's `${`, or any other. */
  const braces: Array<'template' | 'plain'> = []
  let at = from
  let isAfterOperand = false
  let isAfterDot = false
  for (;;) {
    at = endOf(SPACE, code, at) ?? at
    const letter = code[at]
    if (letter === undefined) {
      if (braces.includes('template')) throw new SyntaxError('a template literal that is not closed')
      return
    }
    const closesTemplate = letter === '}' && braces.at(-1) === 'template'
    const found = closesTemplate || letter === '`' ? templatePiece(code, at) : tokenAt(code, at, isAfterOperand)
    const text = code.slice(found.start, found.end)
    if (closesTemplate || text === '}') braces.pop()
    if (text === '{') braces.push('plain')
    if (found.kind === 'template' && text.endsWith('${')) braces.push('template')
    yield found
    isAfterOperand = endsOperand(found.kind, text, isAfterDot)
    isAfterDot = text === '.' || text === '?.'
    at = found.end
  }
}

function endsOperand(kind: Token['kind'], text: string, isAfterDot: boolean): boolean {
  if (kind === 'name') return isAfterDot || !BEFORE_REGEX.has(text)
  if (kind === 'template') return text.endsWith('`')
  return kind === 'literal' || [')', ']', '}', '++', '--'].includes(text)
}

function templatePiece(code: string, start: number): Token {
  const end = endOf(TEMPLATE_PIECE, code, start + 1)
  if (end === undefined) throw new SyntaxError('a template literal that is not closed')
  return { kind: 'template', start, end }
}

function tokenAt(code: string, start: number, isAfterOperand: boolean): Token {
  const name = endOf(NAME, code, start)
  if (name !== undefined) return { kind: 'name', start, end: name }
  const literal = endOf(TEXT, code, start) ?? endOf(NUMBER, code, start) ?? (isAfterOperand ? undefined : endOf(REGEX, code, start))
  if (literal !== undefined) return { kind: 'literal', start, end: literal }
  const sign = endOf(SIGN, code, start)
  // Inside a comment or a regular expression that is not closed nothing can be told apart.
  const isNotClosed = code[start] === '/' && (!isAfterOperand || code[start + 1] === '*')
  if (sign === undefined || isNotClosed) throw new SyntaxError(`no token begins with ${code[start]}`)
  return { kind: 'sign', start, end: sign }
}

function endOf(pattern: RegExp, code: string, start: number): number | undefined {
  pattern.lastIndex = start
  return pattern.test(code) ? pattern.lastIndex : undefined
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/**
 * Offset of the `}}` that ends an expression beginning at `from`: the first one outside of every bracket, text and comment. -1 when its
 * brackets do not match or something in it is not closed.
 */
export function endOfBraces(text: string, from: number): number {
  const open: string[] = []
  let before = -1
  try {
    for (const { kind, start, end } of tokensOf(text, from)) {
      if (kind === 'template') continue
      if (open.length === 0 && text.startsWith('}}', start)) return start
      const sign = kind === 'sign' ? text.slice(start, end) : ''
      const closer = CLOSERS[sign]
      // No expression has two of them side by side: this is where the next one begins.
      if (sign === '{' && before === start - 1) return -1
      before = sign === '{' ? start : -1
      if (closer !== undefined) open.push(closer)
      else if (sign === ')' || sign === ']' || sign === '}') {
        if (open.pop() !== sign) return -1
      }
    }
  } catch (error) {
    // A source that is being typed: the caller takes the next braces, and parsing it alone tells what is wrong.
    if (!(error instanceof SyntaxError)) throw error
  }
  return -1
}
