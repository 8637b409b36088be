import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { measure } from './cells.ts'
import { faultsOfLimit } from './report.ts'
import { summarise } from './summary.ts'

const LENGTH = { warmupSeconds: 0.1, runSeconds: 0.2, runs: 2, settleMs: 300 }
const seen: { keys: string[]; status: number } = { keys: [], status: 200 }
let server: Server
let port = 0

beforeEach(async () => {
  Object.assign(seen, { keys: [], status: 200 })
  server = createServer((request, response) => {
    seen.keys.push(String(request.headers['x-bench-key']))
    request.resume().once('end', () => response.writeHead(seen.status).end('ok'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterEach(() => {
  server.close()
})

function subject(countRows: () => number) {
  const processorTimes = async () => ({ server: 0, children: 0, postgres: 0 })
  return { scenario: 'echo', port, paths: ['/'], expectedStatus: 200, countRows: async () => ({ rows: countRows() }), processorTimes }
}

test('every request carries a dedupe key of its own and every answer is counted', async () => {
  const cell = await measure(
    subject(() => seen.keys.length),
    4,
    LENGTH,
  )
  expect(cell.answers).toBe(seen.keys.length)
  expect(cell.answers).toBeGreaterThan(50)
  expect(new Set(seen.keys).size).toBe(seen.keys.length)
  expect(cell.p50Ms).toBeGreaterThan(0)
  expect(cell.p99Ms).toBeGreaterThanOrEqual(cell.p50Ms)
})

test('a bench whose answers and rows differ fails', async () => {
  await expect(
    measure(
      subject(() => Math.floor(seen.keys.length * 0.99)),
      2,
      LENGTH,
    ),
  ).rejects.toThrow(/answers, but rows grew by/)
})

test('an answer of another status fails the bench', async () => {
  seen.status = 202
  await expect(
    measure(
      subject(() => 0),
      1,
      LENGTH,
    ),
  ).rejects.toThrow('unexpected answers {"202"')
})

test('the limit is refused when a plain insert is faster than it may be', () => {
  const cell = (scenario: string, connections: number, reqPerSec: number) => ({
    scenario,
    connections,
    reqPerSec,
    answers: 1,
    p50Ms: 1,
    p95Ms: 1,
    p99Ms: 1,
    runs: [],
    processorUs: { server: 1, children: 0, postgres: 1, generator: 1 },
  })
  const cells = [cell('insert', 16, 100), cell('limit', 16, 84), cell('insert', 64, 100), cell('limit', 64, 111)]
  expect(faultsOfLimit(cells)).toEqual(['limit at 16 is 0.84 × one committed INSERT per request; it must be at least 0.85 ×'])
})

test('percentiles are those of the sorted latencies', () => {
  const latencies = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(summarise(latencies, 2)).toEqual({ reqPerSec: 50, p50Ms: 51, p95Ms: 96, p99Ms: 100 })
})
