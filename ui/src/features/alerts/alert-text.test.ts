import { expect, test } from 'vitest'
import type { Alert } from '../../api/alerts.ts'
import { alertWords, mutedWords } from './alert-text.ts'

const KINDS: ReadonlyArray<Alert['kind']> = ['connection_offline', 'flow_failing', 'queue_without_worker', 'queue_late', 'dead_letters']

test('every alert has a sentence, a verb and a place where its cause is dealt with', () => {
  for (const kind of KINDS) {
    const words = alertWords({ kind, subjectId: 'x_1', subjectName: 'Loja', count: 2 })
    expect(words.title.length, kind).toBeGreaterThan(5)
    expect(words.action.length, kind).toBeGreaterThan(2)
    expect(words.href, kind).toMatch(/^\/app\//)
  }
})

test('what is muted is named, alone and as a kind', () => {
  for (const kind of KINDS) {
    expect(mutedWords({ kind, subjectId: null, subjectName: null }).length, kind).toBeGreaterThan(5)
    if (kind === 'connection_offline' || kind === 'flow_failing') {
      expect(mutedWords({ kind, subjectId: 'x_1', subjectName: 'Loja' })).toContain('Loja')
      expect(mutedWords({ kind, subjectId: 'x_1', subjectName: null })).toContain('x_1')
    }
  }
})
