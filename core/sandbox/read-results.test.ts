import { expect, test } from 'vitest'
import { BadResult, readVisit } from './read-results.ts'

const entry = { path: 's1', record: { status: 'done', output: 1 }, durationMs: 0 }

function read(parts: { entries?: unknown; next?: unknown; logs?: unknown }) {
  return readVisit(JSON.stringify({ entries: [], next: { kind: 'more' }, logs: [], ...parts }), 1)
}

test('every kind of entry and answer of a visit is read', () => {
  const entries = [
    entry,
    { path: 's1', record: { status: 'open', output: { items: [1] } }, durationMs: 1 },
    { path: 's1[3]', record: { status: 'done', output: null, lane: 'last' }, durationMs: 1 },
    { path: 's1[3]/s2[0]/s3', record: { status: 'done', output: ['a'], lanes: ['a'] }, durationMs: 1 },
    { path: 's1?stop', record: { status: 'done', output: false }, durationMs: 1 },
    { path: 's4', record: { status: 'done', output: null, skippedBy: 'skipWhen' }, durationMs: 1 },
    { path: 's5', record: { status: 'failed', error: { code: 'x', message: 'y' } }, durationMs: 1 },
  ]
  expect(read({ entries }).entries).toEqual(entries)
  expect(read({ next: { kind: 'outside', steps: [{ path: 's1[2]/s9', stepId: 's9', input: { a: 1 } }] } }).next).toEqual({
    kind: 'outside',
    steps: [{ path: 's1[2]/s9', stepId: 's9', input: { a: 1 } }],
  })
})

test('C08 an entry with a forged path, status, lane or duration is refused', () => {
  const forged = [
    { ...entry, path: '' },
    { ...entry, path: 's1/s2' },
    { ...entry, path: 's1[x]' },
    { ...entry, path: 's1[-1]' },
    { ...entry, path: 's1[1e9]' },
    { ...entry, path: 's1[1234567890]' },
    { ...entry, path: '../s1' },
    { ...entry, path: 's1?start' },
    { ...entry, path: 's1\n' },
    { ...entry, path: 's'.repeat(100) },
    { ...entry, path: `${'s[0]/'.repeat(100)}s` },
    { ...entry, path: { toString: 's1' } },
    { ...entry, record: { status: 'skipped' } },
    { ...entry, record: { status: 'succeeded' } },
    { ...entry, record: { status: 'done', lane: 1 } },
    { ...entry, record: { status: 'done', lane: 'x'.repeat(101) } },
    { ...entry, record: { status: 'done', lanes: 'then' } },
    { ...entry, record: { status: 'done', lanes: [null] } },
    { ...entry, record: { status: 'failed', error: 'x' } },
    { ...entry, record: [] },
    { ...entry, durationMs: '1' },
    null,
  ]
  for (const one of forged) expect(() => read({ entries: [one] }), JSON.stringify(one)).toThrow(BadResult)
})

test('C08 an answer that is forged is refused, and unknown fields are dropped', () => {
  const forged = [
    { kind: 'outside' },
    { kind: 'outside', steps: [{ path: 's1', stepId: 's2', input: null }] },
    { kind: 'outside', steps: [{ path: 's1[0]', stepId: 'toString', input: null }] },
    { kind: 'end', outcome: 'stolen' },
    { kind: 'end', outcome: 'error', failedPath: 'a b' },
    { kind: 'effect', path: 's1', stepId: 's1' },
    null,
  ]
  for (const next of forged) expect(() => read({ next }), JSON.stringify(next)).toThrow(BadResult)
  const record = { status: 'done', output: 1, skippedBy: 'me', extra: 1 }
  expect(read({ entries: [{ ...entry, record, more: 1 }] }).entries).toEqual([entry])
})
