import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Witness } from '@tomada/sdk/emulator/testing/fault-matrix/error-table'
import { expect, test } from 'vitest'
import { testErrorTable } from '../../core/testing/error-table.ts'
import type { Manifest } from '../../sdk/manifest.gen.ts'

const manifest: Manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, 'manifest.json'), 'utf8'))
// 21:00 in São Paulo: three hours of the provider's day are left.
const NOW = Date.UTC(2026, 10, 23, 0, 0, 0)

const error = (type: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({ error: { type, message: type, description: 'Motivo', ...more } })
const fields = [{ code: 49, msg: 'Parcelas com erro', element: 'parcelas', namespace: 'VENDAS' }]
const nested = [
  { ...fields[0], collection: [{ index: 1, code: 12, msg: 'Forma de pagamento inválida', element: 'x', namespace: 'VENDAS' }] },
]

const WITNESSES: Witness[] = [
  { name: 'a list', status: 200, body: '{"data":[]}', means: null },
  { name: 'a partial success', status: 200, body: '{"data":{"alertas":[{"id":1,"error":{"type":"RESOURCE_NOT_FOUND"}}]}}', means: null },
  {
    name: 'the second’s limit',
    status: 429,
    body: error('TOO_MANY_REQUESTS', { limit: 3, period: 'second' }),
    means: { class: 'rateLimited', effect: 'no', retryAfterMs: 1000, message: 'Motivo' },
  },
  {
    name: 'the day’s limit waits for midnight in São Paulo',
    status: 429,
    body: error('TOO_MANY_REQUESTS', { limit: 120000, period: 'day' }),
    means: { class: 'rateLimited', effect: 'no', retryAfterMs: 3 * 3_600_000 },
  },
  { name: 'an inactive company', status: 401, body: error('UNAUTHORIZED_ERROR'), means: { class: 'permanent', message: 'Motivo' } },
  { name: 'an expired token', status: 401, body: error('invalid_token'), means: { class: 'reauthorise', message: 'Motivo' } },
  { name: 'a scope that is missing', status: 403, body: error('insufficient_scope'), means: { class: 'permanent', message: 'Motivo' } },
  {
    name: 'a blocked address waits for the ten minutes of the block',
    status: 403,
    body: error('FORBIDDEN'),
    means: { class: 'rateLimited', effect: 'no', retryAfterMs: 600_000 },
  },
  { name: 'no such record', status: 404, body: error('RESOURCE_NOT_FOUND'), means: { class: 'notFound', message: 'Motivo' } },
  { name: 'an error that nobody expected', status: 400, body: error('UNKNOWN_ERROR'), means: { class: 'retry', effect: 'maybe' } },
  {
    name: 'a fault inside a list',
    status: 400,
    body: error('VALIDATION_ERROR', { fields: nested }),
    means: { class: 'permanent', effect: 'no', message: 'Forma de pagamento inválida' },
  },
  {
    name: 'a fault of a field',
    status: 400,
    body: error('VALIDATION_ERROR', { fields }),
    means: { class: 'permanent', effect: 'no', message: 'Parcelas com erro' },
  },
  {
    name: 'a fault without fields',
    status: 400,
    body: error('MISSING_REQUIRED_FIELD_ERROR'),
    means: { class: 'permanent', message: 'Motivo' },
  },
  { name: 'out of order', status: 503, body: error('SERVER_ERROR'), means: { class: 'retry', effect: 'no', message: 'Motivo' } },
  { name: 'an error inside', status: 500, body: error('SERVER_ERROR'), means: { class: 'retry', effect: 'maybe', message: 'Motivo' } },
]

testErrorTable({ rules: manifest.errors, witnesses: WITNESSES, now: NOW })

test('the daily limit is counted by the day in São Paulo, the limit of the second by connection', () => {
  expect(manifest.limits).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ quota: 3, windowSeconds: 1, per: 'connection' }),
      expect.objectContaining({ quota: 120_000, day: { timezone: 'America/Sao_Paulo' }, per: 'connection' }),
      expect.objectContaining({ quota: 15, windowSeconds: 60, per: 'ip', pathPrefix: '/Api/v3/oauth/token' }),
    ]),
  )
})
