import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, elementsOf, sliceAt, withMembers } from './exact-json.ts'
import { readRecord } from './read-record.ts'

test('every number of a record stays as the provider wrote it', () => {
  const text = '{ "id": 12345678901234567890, "total": 10.50, "tiny": 1.0000000001, "n": -0.0, "big": 1e3 }'
  expect(canonicalJson(text)).toEqual({
    text: '{"big":1e3,"id":12345678901234567890,"n":-0.0,"tiny":1.0000000001,"total":10.50}',
    flagged: false,
  })
})

test('equal records give equal texts, however their members are ordered, spaced and escaped', () => {
  const one = canonicalJson('{"b":[1, {"y":"caf\\u00e9","x":"a\\/b"}],"a":null}')
  const two = canonicalJson('{"a":null,\n "b":[1,{"x":"a/b","y":"café"}]}')
  expect(one).toEqual(two)
})

test('C30 what a database cannot keep is replaced and flagged', () => {
  expect(canonicalJson('{"a":"x\\u0000y"}')).toEqual({ text: '{"a":"x\ufffdy"}', flagged: true })
  expect(canonicalJson('{"a":"\\ud800"}')).toEqual({ text: '{"a":"\ufffd"}', flagged: true })
  expect(canonicalJson('{"a\\u0000":1}')).toEqual({ text: '{"a\ufffd":1}', flagged: true })
  expect(canonicalJson('{"a":1e400}')).toEqual({ text: '{"a":"1e400"}', flagged: true })
  expect(canonicalJson('{"a":"\\\\u0000"}')).toEqual({ text: '{"a":"\\\\u0000"}', flagged: false })
})

test('C29 a member named __proto__ does not come in', () => {
  expect(canonicalJson('{"__proto__":{"x":1},"a":1}').text).toBe('{"a":1}')
})

test('of two members with one name the last one counts', () => {
  expect(canonicalJson('{"a":1,"a":2}').text).toBe('{"a":2}')
  expect(sliceAt('{"a":1,"a":2}', ['a'])).toBe('2')
})

test('any value is the same value afterwards, and its parts are found as its parser finds them', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const value = JSON.parse(text, (key, member) => (key === '__proto__' ? undefined : member))
      expect(JSON.parse(canonicalJson(text).text)).toEqual(JSON.parse(JSON.stringify(value)))
      const elements = elementsOf(text)
      if (Array.isArray(value))
        expect(elements?.map((one) => JSON.stringify(JSON.parse(one)))).toEqual(value.map((one) => JSON.stringify(one)))
      else expect(elements).toBeNull()
    }),
    { numRuns: 300 },
  )
})

test('parts are found by their path, in lists too, and nothing is invented', () => {
  const text = '{"a\\"b": {"list": [ {"id": 1} , {"id": 20.00} ]}, "s": "]}{["}'
  expect(sliceAt(text, ['a"b', 'list', '1', 'id'])).toBe('20.00')
  expect(sliceAt(text, ['s'])).toBe('"]}{["')
  expect(sliceAt(text, [])).toBe(text)
  for (const parts of [['nothing'], ['a"b', 'list', '2'], ['s', 'length'], ['a"b', 'list', '01']]) expect(sliceAt(text, parts)).toBeNull()
})

test('members that are added win over those of the record', () => {
  expect(canonicalJson(withMembers('{"id":1,"shop":"x"}', '"shop":"y"')).text).toBe('{"id":1,"shop":"y"}')
  expect(withMembers('{}', '"a":1')).toBe('{"a":1}')
  expect(withMembers('[1]', '"a":1')).toBe('[1]')
})

test('objects that come in any order of members, one after the other, each give their own text, however many kinds there are', () => {
  const sorted = (names: readonly string[]) =>
    `{${[...new Set(names)]
      .sort()
      .map((name) => `"${name}":"${name}"`)
      .join(',')}}`
  const names = fc.array(fc.constantFrom('id', 'ids', 'i', 'total', 'Total', 'a b', 'é'), { maxLength: 9 })
  fc.assert(
    fc.property(names, (some) => {
      expect(canonicalJson(`{${some.map((name) => `"${name}":"${name}"`).join(' , ')}}`).text).toBe(sorted(some))
      expect(canonicalJson(`{${some.map((name) => `"${name}":"${name}"`).join(',')}}`).text).toBe(sorted(some))
    }),
  )
  for (let n = 0; n < 12_000; n++) expect(canonicalJson(`{"b":${n},"n${n}":1,"a":[]}`).text).toBe(`{"a":[],"b":${n},"n${n}":1}`)
})

test('a record that was parsed before is the same as one that was not', () => {
  const declared = { key: '/id' }
  const odd = [
    '{"id":12345678901234567890}',
    '{"id":1,"__proto__":{"x":1}}',
    '{"id":1,"\\u005f_proto__":{"x":1}}',
    '{"id":1,"a":"x\\u0000"}',
    '{"id":1,"n":1e400}',
  ]
  for (const text of odd) expect(readRecord(text, declared, JSON.parse(text))).toEqual(readRecord(text, declared))
  fc.assert(
    fc.property(fc.json(), (value) => {
      const text = `{"id":1,"value":${value}}`
      expect(readRecord(text, declared, JSON.parse(text))).toEqual(readRecord(text, declared))
    }),
  )
})
