import { expect, test } from 'vitest'
import type { RunStep } from '#lib/api/runs.ts'
import { iterationNumbers, pageOf, rowsOf, withPage } from './iterations.ts'

const step = (path: string, iterations: number | null = null): RunStep => ({
  path,
  stepId: path,
  name: path,
  title: null,
  kind: iterations === null ? 'map' : 'forEach',
  status: 'done',
  attempts: [],
  input: null,
  output: null,
  error: null,
  lane: null,
  startedAt: null,
  durationMs: null,
  waitsUntil: null,
  childRunId: null,
  inputCut: null,
  outputCut: null,
  iterations,
})
const said = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => (row.kind === 'step' ? row.step.path : row.kind === 'pager' ? `page from ${row.from}` : `#${row.numbers.join('.')}`))

test('each iteration stands under its number, and a loop with more than fit has a way to the others', () => {
  const steps = [step('a'), step('l', 120), step('l[0]/x'), step('l[0]/y'), step('l[1]/x'), step('z')]
  expect(said(rowsOf(steps, null))).toEqual(['a', 'l', 'page from 0', '#1', 'l[0]/x', 'l[0]/y', '#2', 'l[1]/x', 'z'])
  expect(iterationNumbers('l[4]/m[9]/x')).toEqual([5, 10])
})

test('another page takes the place of the first iterations, and only of that loop', () => {
  const steps = [step('l', 120), step('l[0]/x'), step('k', 2), step('k[0]/w')]
  const page = { loop: 'l', from: 50 }
  expect(said(rowsOf(withPage(steps, page, [step('l[50]/x')]), page))).toEqual(['l', 'page from 50', '#51', 'l[50]/x', 'k', '#1', 'k[0]/w'])
})

test('an address that names no page shows the first iterations', () => {
  expect(pageOf(null, '50')).toBeNull()
  expect(pageOf('l', '-1')).toBeNull()
  expect(pageOf('l', 'x')).toBeNull()
  expect(pageOf('l', '50')).toEqual({ loop: 'l', from: 50 })
})
