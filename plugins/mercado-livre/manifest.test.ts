import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Manifest } from '../../sdk/manifest.gen.ts'

const text = readFileSync(path.join(import.meta.dirname, 'manifest.json'), 'utf8')
const manifest: Manifest = JSON.parse(text)

test('D3 listings, orders, shipments and questions are described in under 300 lines of the manifest', () => {
  const lines = text.split('\n')
  const first = lines.indexOf('  "resources": [')
  const fifth = lines.indexOf('      "name": "messages",')
  expect(first).toBeGreaterThan(0)
  expect(fifth - first).toBeLessThan(300)
})

test.each([
  ['ML-03', 'GET /meli/oauth/start'],
  ['ML-04', 'GET /meli/oauth/callback'],
  ['ML-07', 'GET /accounts'],
  ['ML-15', 'GET /items'],
  ['ML-16', 'GET /items/stats'],
  ['ML-17', 'GET /orders'],
  ['ML-18', 'GET /orders/stats'],
  ['ML-19', 'GET /shipments'],
  ['ML-20', 'GET /shipments/stats'],
  ['ML-21', 'POST /shipments/backfill'],
  ['ML-22', 'POST /shipments/sync/:id'],
  ['ML-23', 'GET /questions'],
  ['ML-24', 'GET /questions/stats'],
  ['ML-25', 'POST /questions/backfill'],
  ['ML-26', 'POST /questions/:id/answer'],
  ['ML-27', 'POST /sync/start'],
  ['ML-28', 'GET /sync/status'],
  ['ML-31', 'GET /meli/webhooks/stats'],
  ['ML-32', 'GET /meli/webhooks/pending'],
])('%s keeps its path: %s', (_id, route) => {
  expect(manifest.routes.map(({ method, path: at }) => `${method} ${at}`)).toContain(route)
})

test('ML-30 notifications keep their path, and are taken once by their id', () => {
  expect(manifest.webhooks).toMatchObject([{ paths: ['/meli/webhooks'], dedupe: { by: 'pointers', pointers: ['/_id', '/id'] } }])
})
