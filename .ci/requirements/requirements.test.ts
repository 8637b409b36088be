import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { faultsInRequirements } from './check-requirements.ts'
import { parseRequirements, proofsOf } from './requirements-file.ts'
import { declaresTest } from './test-names.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

test('every requirement has one row, and every met one names a test that exists', async () => {
  expect(await faultsInRequirements(ROOT)).toEqual([])
})

test('a row keeps its commas and quotes', () => {
  const [row] = parseRequirements('id,works_when,status,proof\nOLE-01,"a, ""b""",met,"core/a.test.ts > x; y; core/b.test.ts > z"\n')
  expect(row).toMatchObject({ id: 'OLE-01', worksWhen: 'a, "b"', status: 'met' })
  expect(row && proofsOf(row)).toEqual([
    { file: 'core/a.test.ts', test: 'x; y' },
    { file: 'core/b.test.ts', test: 'z' },
  ])
})

test('a status that does not exist is refused', () => {
  expect(() => parseRequirements('id,works_when,status,proof\nOLE-01,"x",done,""\n')).toThrow('line 2')
})

test('a proof is found by its full name, inside describe blocks and among generated tests', () => {
  const text = `
    describe('orders', () => { test('are created once', () => {}) })
    test.each([1, 2])('%s copies start one run', () => {})
    for (const kind of kinds) test(\`a \${kind} is refused\`, () => {})
  `
  expect(declaresTest(text, 'orders > are created once')).toBe(true)
  expect(declaresTest(text, 'are created once')).toBe(false)
  expect(declaresTest(text, '100 copies start one run')).toBe(true)
  expect(declaresTest(text, '%s copies start one run')).toBe(false)
  expect(declaresTest(text, 'a forged state is refused')).toBe(true)
  expect(declaresTest(text, 'a forged state is accepted')).toBe(false)
})
