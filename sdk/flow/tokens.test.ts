import { tokenizer } from 'acorn'
import { expect, test } from 'vitest'
import { splitTemplate } from './expressions.ts'
import { tokensOf } from './tokens.ts'

const texts = (code: string) => Array.from(tokensOf(code), ({ start, end }) => code.slice(start, end))

/** Names as the parser sees them, with where they stand. */
function namesByParser(code: string): string[] {
  const found: string[] = []
  for (const token of tokenizer(code, { ecmaVersion: 'latest', sourceType: 'module', allowReturnOutsideFunction: true })) {
    if (token.type.label === 'name' || token.type.keyword !== undefined) found.push(`${token.start}:${code.slice(token.start, token.end)}`)
  }
  return found
}

const names = (code: string) =>
  Array.from(tokensOf(code))
    .filter(({ kind, start }) => kind === 'name' && code[start] !== '#')
    .map(({ start, end }) => `${start}:${code.slice(start, end)}`)

test('a source falls into the names that the parser finds', () => {
  for (const code of [
    'steps.order?.lines.map((line) => line.total * 1.5e3 / 2)',
    String.raw`"it's \"steps\"" + 'a\\' + x`,
    '`a ${steps.a + `b ${c}`} d ${ {a: {b: 1}}.a.b } e`',
    'a / b / c + /steps.x[/]y/gi.test(d) ? e : f',
    'return /a/.test(x)',
    'x.return / y / z',
    'i++ / 2 + (a) / b / c',
    '/* steps.a */ b // steps.c\n.d',
    'a?.5:b?.c ?? 0x1f + 0b10n + 1_000',
    'class A { #steps = 1; get x() { return this.#steps } }',
    'ação.índice + $valor + _x',
    '[...a, ...b].filter(({ c: { d }, ...rest }) => d >>> 2 !== rest)',
    'const x = async function* () { yield /x}}/ }',
  ]) {
    expect(names(code), code).toEqual(namesByParser(code))
  }
})

test('what is not closed is refused where it begins', () => {
  for (const code of ['a + "b', 'a + `b ${c', 'a /* b', '[/x', "'a\nb'", 'a \\u0041']) expect(() => texts(code), code).toThrow(SyntaxError)
  expect(texts('a /* b */ c')).toEqual(['a', 'c'])
})

test('an expression ends at the first braces outside of its brackets, texts and comments', () => {
  const sources = (text: string) => splitTemplate(text).parts.map((part) => (part.kind === 'text' ? part.text : `<${part.source}>`))
  expect(sources('{{ {a: {b: 1}}}} x')).toEqual(['< {a: {b: 1}}>', ' x'])
  expect(sources('{{ `${"}}"}}}` }}y')).toEqual(['< `${"}}"}}}` >', 'y'])
  expect(sources('{{ a.replace(/}}/g, "") }}')).toEqual(['< a.replace(/}}/g, "") >'])
  expect(sources('{{ (a }} b {{ c }}')).toEqual(['< (a >', ' b ', '< c >'])
  expect(sources('{{ "a }} b')).toEqual(['< "a >', ' b'])
  expect(sources('{{ a / 2 }} e {{ b / 2 }}')).toEqual(['< a / 2 >', ' e ', '< b / 2 >'])
})

test('a text full of braces that never close is split in no time', () => {
  for (const piece of ['{{ {{ }}', '{{ /* }}', '{{ /[ }}', '{{ ( }}', '{{ ` }}', "{{ ' }}"]) {
    const started = performance.now()
    splitTemplate(piece.repeat(Math.floor(60_000 / piece.length)))
    expect(performance.now() - started, piece).toBeLessThan(1000)
  }
})
