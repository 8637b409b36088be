import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from './definition.ts'
import { applyPatches, diff, overlaps, PatchTargetGone } from './patches.ts'

const anyJson = fc.jsonValue({ maxDepth: 4 }).map((value): Json => JSON.parse(JSON.stringify(value)))

describe('patches', () => {
  test('the difference of two values turns one into the other, and its opposite turns it back', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (before, after) => {
        expect(applyPatches(before, diff(before, after))).toEqual(after)
        expect(applyPatches(after, diff(after, before))).toEqual(before)
      }),
    )
  })

  test('keys that look like paths, or like a prototype, are keys', () => {
    const after: Json = JSON.parse('{"a/b":{"~":1},"__proto__":{"x":2}}')
    expect(JSON.stringify(applyPatches({}, diff({}, after)))).toBe(JSON.stringify(after))
  })

  test('a value stays as it was when the target of a patch is gone', () => {
    const value = { steps: { sa: { name: 'a' } } }
    expect(() => applyPatches(value, [{ op: 'replace', path: '/steps/sb/name', value: 'b' }])).toThrow(PatchTargetGone)
    expect(value).toEqual({ steps: { sa: { name: 'a' } } })
  })

  test('two patches overlap when one reaches into what the other changes', () => {
    const at = (path: string) => ({ op: 'replace', path, value: 1 }) as const
    expect(overlaps(at('/steps/sa'), at('/steps/sa/name'))).toBe(true)
    expect(overlaps(at('/steps/sa'), at('/steps/sab'))).toBe(false)
  })
})
