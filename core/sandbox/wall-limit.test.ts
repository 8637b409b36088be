import { expect, test } from 'vitest'
import type { CompiledFlow } from './sandbox.types.ts'
import { code, compile, flowOf, map, OTHER_TENANT, runHandler, TENANT, useSandbox, visitOf } from './testing/guests.ts'

// 10 s of wall become 0.7 s; the CPU limit stays above it, so that only the wall limit can end a guest here.
const WALL_MS = 700
const sandbox = useSandbox({ wallMs: WALL_MS, cpuMs: 5000 })

function flowWith(text: string): Promise<CompiledFlow> {
  return compile(sandbox(), flowOf({ s1: map(1, 'before'), s2: code(text, { name: 'slow', onError: 'continue' }), s3: map(2, 'after') }))
}

async function timedVisit(flow: CompiledFlow, tenantId = TENANT) {
  const startedMs = performance.now()
  const result = await visitOf(sandbox(), flow, null, tenantId)
  return { result, ms: performance.now() - startedMs }
}

test('C04 a visit that is not over at its wall limit ends as its step only, although it has CPU time left', async () => {
  for (const text of ['for (;;) {}', 'return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)']) {
    const { result, ms } = await timedVisit(await flowWith(text))
    expect(ms).toBeGreaterThanOrEqual(WALL_MS)
    expect(ms).toBeLessThan(WALL_MS + 1000)
    expect(result.entries.map(({ path, record }) => [path, record.error?.code ?? record.output])).toEqual([
      ['s1', 1],
      ['s2', 'timeout'],
      ['s3', 2],
    ])
  }
})

test('C04 a visit that no child has time for is told so at its wall limit, and the next ones run', async () => {
  const flows: CompiledFlow[] = []
  for (let i = 0; i < 30; i++) flows.push(await flowWith(`for (;;) {} // ${i}`))
  const visits = await Promise.all(flows.map((flow, i) => timedVisit(flow, i % 2 === 0 ? TENANT : OTHER_TENANT)))
  for (const { result, ms } of visits) {
    // Twice the limit: the step that took the time, and the visit without it.
    expect(ms).toBeLessThan(2 * WALL_MS + 1000)
    const { next, entries } = result
    const ended = next.kind === 'end' && next.outcome === 'error' ? next.error : entries[1]?.record.error
    expect(ended?.code).toBe('timeout')
  }
  expect(visits.some(({ result }) => result.entries.length === 0)).toBe(true)
  expect((await timedVisit(await flowWith('return 1'))).result.next).toEqual({ kind: 'end', outcome: 'success' })
})

test('a plugin handler may wait for the host longer than a visit may take, and its own limit holds', async () => {
  const host = {
    http: async () => {
      await new Promise((resolve) => setTimeout(resolve, WALL_MS * 2))
      return { ok: true as const, status: 200, headers: {}, json: null, text: '' }
    },
    log: () => undefined,
  }
  const body = 'return (await ctx.http({ url: "https://a.example/" })).status'
  expect(await runHandler(sandbox(), body, { host })).toEqual({ ok: true, output: 200 })
  const limited = await runHandler(sandbox(), body, { host, limits: { wallMs: WALL_MS } })
  expect(limited).toMatchObject({ ok: false, error: { code: 'timeout' } })
})
