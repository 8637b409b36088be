import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Witness } from '@tomada/sdk/emulator/testing/fault-matrix/error-table'
import { testErrorTable } from '../../core/testing/error-table.ts'
import type { Manifest } from '../../sdk/manifest.gen.ts'

const manifest: Manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, 'manifest.json'), 'utf8'))
const NOW = Date.UTC(2026, 10, 23, 12, 0, 0)
const HEADERS = { 'retry-after': '7' }

const words = JSON.stringify({ error: 'Motivo' })

const WITNESSES: Witness[] = [
  { name: 'a customer', status: 200, body: '{"documento":"52998224725"}', means: null },
  { name: 'nobody with that document', status: 404, body: '{"success":false}', means: { empty: true } },
  { name: 'a token that is over', status: 401, body: words, means: { class: 'reauthorise', effect: 'no', message: 'Motivo' } },
  {
    name: 'too many requests',
    status: 429,
    body: words,
    means: { class: 'rateLimited', effect: 'no', retryAfterMs: 7_000, message: 'Motivo' },
  },
  { name: 'out of order', status: 503, body: words, means: { class: 'retry', retryAfterMs: 7_000, message: 'Motivo' } },
  { name: 'an error inside', status: 500, body: words, means: { class: 'retry', effect: 'maybe', message: 'Motivo' } },
  { name: 'a page instead of an answer', status: 200, body: ' <html>', means: { class: 'retry' } },
  { name: 'a refused request', status: 400, body: words, means: { class: 'permanent', effect: 'no', message: 'Motivo' } },
]

testErrorTable({ rules: manifest.errors, witnesses: WITNESSES, now: NOW, headers: HEADERS })
