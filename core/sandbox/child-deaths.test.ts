import { expect, test } from 'vitest'
import { childPids, code, compile, flowOf, map, OTHER_TENANT, runHandler, TENANT, useSandbox, visitOf } from './testing/guests.ts'

// The product's own limits: nothing here is about time, and a busy machine must not make it so.
const sandbox = useSandbox()

async function allReady(): Promise<void> {
  await expect.poll(() => sandbox().health().ready, { timeout: 5000 }).toBeGreaterThanOrEqual(2)
}

test('C03 a killed child costs the runs of two tenants in it nothing', async () => {
  await allReady()
  const flow = await compile(sandbox(), flowOf({ s1: code('let n = 0; for (let i = 0; i < 2e7; i++) n += i % 7; return trigger') }))
  const replacedBefore = sandbox().health().replaced
  const visits = Array.from({ length: 40 }, (_, i) => visitOf(sandbox(), flow, i, i % 2 === 0 ? TENANT : OTHER_TENANT))
  await new Promise((resolve) => setTimeout(resolve, 60))
  for (const pid of childPids().slice(0, 1)) process.kill(pid, 'SIGKILL')
  const results = await Promise.all(visits)
  expect(results.map((result) => result.entries[0]?.record)).toEqual(results.map((_, i) => ({ status: 'done', output: i })))
  await allReady()
  expect(sandbox().health().replaced).toBeGreaterThan(replacedBefore)
})

test('C03 a plugin call whose child is killed goes on elsewhere with the answers it already had', async () => {
  await allReady()
  const asked: string[] = []
  const host = {
    http: async ({ url }: { url: string }) => {
      asked.push(url)
      if (url.endsWith('/2')) {
        for (const pid of childPids()) process.kill(pid, 'SIGKILL')
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      return { ok: true as const, status: 200, headers: {}, json: asked.length, text: '' }
    },
    log: () => undefined,
  }
  const body =
    'const seen = []; for (const n of [1, 2, 3]) seen.push((await ctx.http({ url: "https://a.example/" + n })).json); return [seen, Math.random()]'
  const killed = await runHandler(sandbox(), body, { host })
  expect(asked).toEqual(['https://a.example/1', 'https://a.example/2', 'https://a.example/3'])
  expect(killed).toEqual({ ok: true, output: [[1, 2, 3], expect.any(Number)] })
  await allReady()
})

test('C03 a child that crashes fails the step it was in and no other', async () => {
  await allReady()
  const busy = await compile(sandbox(), flowOf({ s1: code('if (trigger === "warm up") return 1; for (;;) {}') }))
  // Its context is loaded now: the next visit is in its step at once.
  await visitOf(sandbox(), busy, 'warm up')
  const attack = visitOf(sandbox(), busy)
  await new Promise((resolve) => setTimeout(resolve, 150))
  for (const pid of childPids()) process.kill(pid, 'SIGSEGV')
  const neighbour = visitOf(sandbox(), await compile(sandbox(), flowOf({ s1: map('{{ trigger }}') })), 'fine')
  expect((await attack).next).toMatchObject({ outcome: 'error', failedPath: 's1', error: { code: 'memory' } })
  expect((await neighbour).entries[0]?.record).toEqual({ status: 'done', output: 'fine' })
  await allReady()
})

test('C04 a plugin that eats memory is told so, and the next call runs', async () => {
  const eaten = await runHandler(sandbox(), 'await null; const a = []; for (;;) a.push(new Array(1000).fill(1))')
  expect(eaten).toMatchObject({ ok: false, error: { code: 'memory' } })
  expect(await runHandler(sandbox(), 'return 1')).toEqual({ ok: true, output: 1 })
})
