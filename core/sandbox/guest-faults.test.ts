import { expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import type { CompiledFlow } from './sandbox.types.ts'
import { childPids, code, compile, flowOf, map, OTHER_TENANT, requestOf, runHandler, TENANT, useSandbox } from './testing/guests.ts'

// The defaults, scaled down: 5 s of time become 0.6 s, 384 MB resident 300 MB.
const LIMIT_MS = 600
const sandbox = useSandbox({ cpuMs: LIMIT_MS, graceMs: 300, childMb: 300, isolateMb: 64 })

async function visit(flow: CompiledFlow, trigger: Json = null, tenantId = TENANT) {
  return sandbox().visit(requestOf(flow, { trigger }, { tenantId }))
}

async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const startedMs = performance.now()
  const value = await work
  return { value, ms: performance.now() - startedMs }
}

async function allReady(): Promise<void> {
  const until = performance.now() + 2000
  while (sandbox().health().ready < 2 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(sandbox().health().ready).toBeGreaterThanOrEqual(2)
}

const BOMBS: Array<[name: string, text: string]> = [
  ['an endless loop', 'for (;;) {}'],
  ['an endless chain of promises', 'const go = () => Promise.resolve().then(go); go(); return 1'],
  ['BigInt arithmetic', 'let n = 3n; for (let i = 0; i < 40; i++) n = n * n * n; return String(n).length'],
  ['indexOf on a fake length', 'return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)'],
  [
    'normalize of a long text',
    'let s = "\\u0344".repeat(2 ** 22); for (let i = 0; i < 200; i++) s.normalize("NFC").normalize("NFD"); return 1',
  ],
  ['JSON.parse of big texts', 'const t = "[" + "{},".repeat(8_000_000) + "1]"; for (;;) JSON.parse(t)'],
  ['a catastrophic regular expression', 'return /^(a+)+$/.test("a".repeat(40) + "b")'],
  ['an array that grows for ever', 'const a = []; for (;;) a.push(new Array(1000).fill(a.length))'],
  ['buffers that are written to', 'const a = []; for (;;) a.push(new Uint8Array(8 << 20).fill(1))'],
  ['a huge preallocated array', 'const a = []; for (;;) a.push(new Array(2 ** 27).fill(0))'],
  [
    'a text that crashes V8',
    'let s = "x".repeat(2 ** 28); const o = {}; for (let i = 0; i < 4; i++) { s = s + s.slice(1); o[s] = 1 } return 1',
  ],
  ['a stack without end', 'const f = () => { try { f() } finally { f() } }; f()'],
]

test.each(BOMBS)('C04 %s ends as its step only, in time, and a neighbour hardly notices', async (_name, text) => {
  const bomb = await compile(sandbox(), flowOf({ s1: map(1, 'before'), s2: code(text, { name: 'bomb' }) }))
  const neighbour = await compile(sandbox(), flowOf({ s1: code('return trigger + 1') }))
  await allReady()
  const attack = timed(visit(bomb))
  const others = Array.from({ length: 20 }, (_, i) => timed(visit(neighbour, i, i % 2 === 0 ? TENANT : OTHER_TENANT)))
  const { value, ms } = await attack
  expect(ms).toBeLessThan(LIMIT_MS + 1000)
  expect(value.next).toMatchObject({ kind: 'end', outcome: 'error', failedPath: 's2' })
  expect(value.entries[0]).toMatchObject({ path: 's1', record: { status: 'done' } })
  expect(['timeout', 'memory', 'code', 'output_too_large']).toContain(value.entries[1]?.record.error?.code)
  for (const [i, other] of (await Promise.all(others)).entries()) {
    expect(other.value.entries[0]?.record).toEqual({ status: 'done', output: i + 1 })
    expect(other.ms).toBeLessThan(1000)
  }
  await allReady()
})

test('C04 a step that takes too long follows its policy, and the steps before it are not lost', async () => {
  const flow = await compile(
    sandbox(),
    flowOf({
      s1: map(1, 'before'),
      s2: code('for (;;) {}', { name: 'slow', onError: 'continue' }),
      s3: map('{{ steps.slow.error.code }}', 'after'),
    }),
  )
  const result = await visit(flow)
  expect(result.entries.map((entry) => [entry.path, entry.record.output ?? entry.record.error?.code])).toEqual([
    ['s1', 1],
    ['s2', 'timeout'],
    ['s3', 'timeout'],
  ])
  expect(result.next).toEqual({ kind: 'end', outcome: 'success' })
})

test('C04 a plugin that waits for nothing or loops after a wait ends in time', async () => {
  const host = { http: async () => ({ ok: true as const, status: 200, headers: {}, json: null, text: '' }), log: () => undefined }
  for (const body of ['await new Promise(() => {})', 'for (;;) {}', 'await ctx.http({ url: "https://a.example/" }); for (;;) {}']) {
    const { value, ms } = await timed(runHandler(sandbox(), body, { host }))
    expect(value).toMatchObject({ ok: false, error: { code: 'timeout' } })
    expect(ms).toBeLessThan(LIMIT_MS + 1000)
  }
})

test('C04 what warm isolates of many tenants hold is let go before anyone is blamed for it', async () => {
  await allReady()
  const flow = await compile(
    sandbox(),
    flowOf({ s1: code('const a = []; for (let i = 0; i < 400; i++) a.push(new Array(4000).fill(i)); return a.length') }),
  )
  const replacedBefore = sandbox().health().replaced
  for (let tenant = 0; tenant < 60; tenant++) {
    expect((await visit(flow, null, `tenant ${tenant}`)).entries[0]?.record).toEqual({ status: 'done', output: 400 })
  }
  expect(sandbox().health().replaced).toBe(replacedBefore)
})

test('C05 a child that V8 has lost control over is replaced, and the next visits run', async () => {
  const flow = await compile(sandbox(), flowOf({ s1: code('return new Array(2 ** 32 - 2).fill(0).map((_, i) => ({ i })).length') }))
  const { value, ms } = await timed(visit(flow))
  expect(ms).toBeLessThan(LIMIT_MS + 1000)
  expect(value.next).toMatchObject({ outcome: 'error', failedPath: 's1' })
  await allReady()
  expect((await visit(await compile(sandbox(), flowOf({ s1: map(1) })))).next).toEqual({ kind: 'end', outcome: 'success' })
})

test('C03 a script that killed three children gets one of its own, and harms nobody any more', async () => {
  const killer = await compile(sandbox(), flowOf({ s1: code('return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, trigger)') }))
  for (let i = 0; i < 3; i++) await visit(killer, i)
  await allReady()
  const before = childPids()
  expect((await visit(killer, 4)).next).toMatchObject({ outcome: 'error', error: { code: 'timeout' } })
  const survivors = childPids().filter((pid) => before.includes(pid))
  expect(survivors.length).toBeGreaterThanOrEqual(2)
  const neighbours = await Promise.all(Array.from({ length: 20 }, async (_, i) => visit(await compile(sandbox(), flowOf({ s1: map(i) })))))
  expect(neighbours.every((result) => result.next.kind === 'end' && result.next.outcome === 'success')).toBe(true)
})
