/** A command that is none. */
export class ShellError extends Error {
  readonly problem: 'open_quote' | 'more_commands' | 'windows'
  readonly what: string
  constructor(problem: ShellError['problem'], what: string) {
    super(problem)
    this.name = 'ShellError'
    this.problem = problem
    this.what = what
  }
}

export interface ShellWords {
  words: string[]
  /** `$NAME`, `${…}` and `$(…)` that a shell would have replaced; they stay in the words as they are. */
  variables: string[]
}

const ANSI: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', v: '\v' }

/**
 * The words of one command as a POSIX shell splits it: quotes of both kinds, `$'…'`, backslashes and lines that go on.
 * Nothing is replaced or run. Throws ShellError where a quote stays open or another command begins.
 */
export function shellWords(command: string): ShellWords {
  const reader = new ShellReader(command.replaceAll('\r\n', '\n').trim())
  return reader.read()
}

class ShellReader {
  readonly #text: string
  readonly #words: string[] = []
  readonly #variables: string[] = []
  #at = 0
  /** Null between words: an empty pair of quotes is a word. */
  #word: string | null = null

  constructor(text: string) {
    this.#text = text
  }

  read(): ShellWords {
    while (this.#at < this.#text.length) this.#step()
    this.#endWord()
    return { words: this.#words, variables: [...new Set(this.#variables)] }
  }

  #step(): void {
    const char = this.#text.charAt(this.#at)
    switch (char) {
      case ' ':
      case '\t':
        this.#space()
        break
      case '\n':
        this.#line()
        break
      case '\\':
        this.#escape()
        break
      case "'":
        this.#single()
        break
      case '"':
        this.#double()
        break
      default:
        this.#plain(char)
    }
  }

  #plain(char: string): void {
    const ahead = this.#text.slice(this.#at, this.#at + 20)
    if (/^\^\s*(\n|")/.test(ahead)) throw new ShellError('windows', '^')
    if (ahead.startsWith("$'")) this.#ansi()
    else if (this.#word === null && char === '#') this.#comment()
    else if (this.#isOperator(char)) this.#operator(char)
    else {
      if (char === '$') this.#variable()
      this.#add(char)
      this.#at++
    }
  }

  /** In the middle of a word an ampersand is nearly always a URL that somebody forgot to quote. */
  #isOperator(char: string): boolean {
    if (char !== '&') return '|;<>'.includes(char)
    return this.#word === null || /^&(&|\s|$)/.test(this.#text.slice(this.#at, this.#at + 2))
  }

  #operator(char: string): void {
    if (char !== ';' || !this.#atEnd()) throw new ShellError('more_commands', char)
    this.#at++
  }

  #add(text: string): void {
    this.#word = (this.#word ?? '') + text
  }

  #endWord(): void {
    if (this.#word !== null) this.#words.push(this.#word)
    this.#word = null
  }

  #space(): void {
    this.#endWord()
    this.#at++
  }

  #line(): void {
    this.#endWord()
    if (!this.#atEnd()) throw new ShellError('more_commands', this.#text.slice(this.#at).trim().split(/\s/)[0] ?? '')
    this.#at++
  }

  #atEnd(): boolean {
    return this.#text.slice(this.#at + 1).trim() === ''
  }

  #comment(): void {
    const end = this.#text.indexOf('\n', this.#at)
    this.#at = end < 0 ? this.#text.length : end
  }

  #escape(): void {
    const next = this.#text.charAt(this.#at + 1)
    // A blank after the backslash that ends a line is what pasting leaves behind.
    const lineEnd = /^\\[ \t]*\n/.exec(this.#text.slice(this.#at, this.#at + 100))
    if (lineEnd !== null) {
      this.#at += lineEnd[0].length
      return
    }
    this.#add(next)
    this.#at += 2
  }

  #single(): void {
    const end = this.#text.indexOf("'", this.#at + 1)
    if (end < 0) throw new ShellError('open_quote', "'")
    this.#add(this.#text.slice(this.#at + 1, end))
    this.#at = end + 1
  }

  #double(): void {
    this.#add('')
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text.charAt(this.#at)
      const next = this.#text.charAt(this.#at + 1)
      if (char === '"') {
        this.#at++
        return
      }
      if (char === '\\' && '$`"\\\n'.includes(next) && next !== '') {
        if (next !== '\n') this.#add(next)
        this.#at++
        continue
      }
      if (char === '$') this.#variable()
      this.#add(char)
    }
    throw new ShellError('open_quote', '"')
  }

  #ansi(): void {
    this.#add('')
    for (this.#at += 2; this.#at < this.#text.length; ) {
      const char = this.#text.charAt(this.#at)
      if (char === "'") {
        this.#at++
        return
      }
      if (char !== '\\') {
        this.#add(char)
        this.#at++
        continue
      }
      const rest = this.#text.slice(this.#at + 1, this.#at + 10)
      const code = /^(?:x([0-9a-f]{1,2})|u([0-9a-f]{1,4})|U([0-9a-f]{1,8})|([0-7]{1,3}))/i.exec(rest)
      const point = code === null ? 0 : Number.parseInt(code[1] ?? code[2] ?? code[3] ?? code[4] ?? '0', code[4] === undefined ? 16 : 8)
      this.#add(code === null ? (ANSI[rest.charAt(0)] ?? rest.charAt(0)) : point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point))
      this.#at += 1 + (code?.[0].length ?? 1)
    }
    throw new ShellError('open_quote', "$'")
  }

  #variable(): void {
    const found = /^\$(?:\w+|\{[^}]{0,100}\}?|\([^)]{0,100}\)?)/.exec(this.#text.slice(this.#at, this.#at + 110))
    if (found !== null) this.#variables.push(found[0])
  }
}
