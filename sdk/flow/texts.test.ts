import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as text from './texts.ts'
import * as bytes from './texts-bytes.ts'
import * as formats from './texts-formats.ts'

test('whatever comes in is taken as text', () => {
  expect([text.upper(null), text.lower(undefined), text.digits(12.5), text.slug(false), text.oneLine(0)]).toEqual([
    '',
    '',
    '125',
    'false',
    '0',
  ])
})

test('names are written the Portuguese way', () => {
  const names: Array<[string, string]> = [
    ['JOSÉ DA SILVA', 'José da Silva'],
    ['maria e joão', 'Maria e João'],
    ['DA SILVA & FILHOS', 'Da Silva & Filhos'],
    ["JOANA D'ARC", "Joana d'Arc"],
    ['ANA-MARIA DOS SANTOS', 'Ana-Maria dos Santos'],
    ['PAPA JOÃO PAULO II', 'Papa João Paulo II'],
    ['rua xv de novembro', 'Rua XV de Novembro'],
    ['élcio', 'Élcio'],
    ['', ''],
  ]
  expect(names.map(([name]) => [name, text.titleCase(name)])).toEqual(names)
})

test('texts are cut and hidden by whole characters', () => {
  expect([text.truncate('a😀b', 2), text.truncate('abc', 3, '…'), text.truncate('abcd', 3, '…'), text.truncate('abcd', 0, '…')]).toEqual([
    'a😀',
    'abc',
    'ab…',
    '',
  ])
  expect(text.truncate('👨‍👩‍👧x', 1)).toBe('👨‍👩‍👧')
  expect([text.mask('1234'), text.mask('12345'), text.mask('😀bcdef', { start: 1, end: 0 })]).toEqual(['****', '*2345', '😀*****'])
  expect(() => text.truncate('a', -1)).toThrow('zero or more')
})

test('a filled text is not filled again, and a missing name is named', () => {
  expect(text.fill('{a} {b.c} {{a}}', { a: '{b}', b: { c: 1 } })).toBe('{b} 1 {{b}}')
  expect(text.fill('$& {a}', { a: "$'" })).toBe("$& $'")
  expect(() => text.fill('{a.b}', { a: {} })).toThrow('there is no a.b')
  expect(() => text.fill('{constructor}', {})).toThrow('there is no constructor')
  expect(() => text.fill('{__proto__.x}', {})).toThrow('there is no __proto__.x')
})

test('similarity counts edits, not accents', () => {
  expect([
    text.similarity('São Paulo', ' sao  PAULO '),
    text.similarity('', ''),
    text.similarity('abc', ''),
    text.similarity('kitten', 'sitting'),
  ]).toEqual([1, 1, 0, 0.571])
  expect(() => text.similarity('a'.repeat(1001), '')).toThrow('1000 characters')
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => text.similarity(a, b) === text.similarity(b, a)))
})

test('accents go, and letters stay', () => {
  expect([text.withoutAccents('ÀÉÎõüç Ñ'), text.slug('  Ação & Reação: nº 1 '), text.includes('Avenida São João', 'SAO JOAO')]).toEqual([
    'AEIouc N',
    'acao-reacao-no-1'.replace('no', 'n'),
    true,
  ])
  expect([text.between('a[b]c', '[', ']'), text.between('abc', '[', ']'), text.isBlank('\n\t')]).toEqual(['b', null, true])
})

test('encodings come back as they went, for every text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      expect(bytes.toBase64(value)).toBe(Buffer.from(value).toString('base64'))
      expect(bytes.toHex(value)).toBe(Buffer.from(value).toString('hex'))
      expect(bytes.fromBase64(bytes.toBase64(value))).toBe(value.toWellFormed())
      expect(bytes.fromBase64(bytes.toBase64(value, { url: true }))).toBe(value.toWellFormed())
      expect(bytes.fromHex(bytes.toHex(value))).toBe(value.toWellFormed())
    }),
  )
  expect(() => bytes.fromBase64('!')).toThrow('the text is not base64')
  expect(() => bytes.fromHex('0g')).toThrow('the text is not hexadecimal')
  expect(() => bytes.fromHex('ff')).toThrow('not text in UTF-8')
})

test('SHA-256 is the one everybody else computes, at every length of block', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const value = 'é'.repeat(length)
    expect(bytes.sha256(value)).toBe(createHash('sha256').update(value).digest('hex'))
  }
  fc.assert(fc.property(fc.string(), (value) => bytes.sha256(value) === createHash('sha256').update(value).digest('hex')))
})

test('JSON that cannot be read says why, or gives the fall-back', () => {
  expect(() => formats.parseJson('{"a":}')).toThrow(/^not JSON: Unexpected token/)
  expect(() => formats.parseJson(undefined)).toThrow('not JSON: it is a undefined, not a text')
  expect([formats.parseJson('x', 0), formats.parseJson('x', undefined), formats.toJson(10n), formats.toJson(undefined)]).toEqual([
    0,
    undefined,
    '"10"',
    'null',
  ])
  const hostile = formats.parseJson('{"__proto__":{"admin":true}}')
  expect([Object.hasOwn(Object(hostile), '__proto__'), Reflect.get({}, 'admin')]).toEqual([true, undefined])
})

test('CSV is read with quotes, separators and line ends of every kind', () => {
  expect(formats.parseCsv('\uFEFFsku;preço\r\nA1;"10,50"\r\n\r\nB2;3\n')).toEqual([
    { sku: 'A1', preço: '10,50' },
    { sku: 'B2', preço: '3' },
  ])
  expect(formats.csvRows('a\tb\r1\t"x\n""y"""')).toEqual([
    ['a', 'b'],
    ['1', 'x\n"y"'],
  ])
  expect([formats.parseCsv(''), formats.parseCsv('a,b\n1')]).toEqual([[], [{ a: '1', b: '' }]])
  expect(() => formats.parseCsv('a,b\n1,2,3')).toThrow('row 2 of the CSV has 3 columns, the first has 2')
  expect(() => formats.parseCsv('a,a\n1,2')).toThrow('two columns of one name')
  expect(() => formats.csvRows('"a')).toThrow('not closed')
  expect(() => formats.csvRows('"a"b')).toThrow('goes on after a closing quote')
  const [hostile] = formats.parseCsv('__proto__,constructor\nx,y')
  expect(Object.keys(hostile ?? {})).toEqual(['__proto__', 'constructor'])
  expect(Object.getPrototypeOf(hostile)).toBe(Object.prototype)
})

test('CSV written is CSV read, whatever stands in the cells', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ';', ',', '"', '\n', '\r', ' ', 'é', '=') })
  fc.assert(
    fc.property(fc.array(fc.record({ x: cell, y: cell }), { minLength: 1 }), (list) => {
      expect(formats.parseCsv(formats.toCsv(list, { separator: ';' }), { separator: ';' })).toEqual(list)
    }),
  )
})

test('C29 a cell that a spreadsheet would run is disarmed when asked for', () => {
  const list = [{ a: '=1+1', b: -5, c: '@x', d: '-5,30' }]
  expect(formats.toCsv(list, { spreadsheet: true })).toBe('a,b,c,d\r\n\'=1+1,-5,\'@x,"-5,30"\r\n')
  expect(formats.toCsv(list, { columns: ['c', 'none'] })).toBe('c,none\r\n@x,\r\n')
  expect(() => formats.toCsv(list, { separator: '""' })).toThrow('one character')
})
