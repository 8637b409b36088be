import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodeFrame, type Frame, FrameReader } from './frames.ts'
import { buildGuestScripts } from './guest-scripts.ts'
import { ProgressFile } from './progress-file.ts'
import { spawnChild } from './spawn-child.ts'
import { childPids, code, compile, flowOf, map, OTHER_TENANT, TENANT, useSandbox, visitOf } from './testing/guests.ts'

const sandbox = useSandbox()

/** One piece larger than what `starve` leaves, well below every limit of our own: only V8 itself can fail here. */
const HUNGRY = 'return trigger === "warm up" ? 0 : new Array(2 ** 24).fill(0).length'

function virtualBytes(pid: number): number {
  return Number(/VmSize:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

/** The kernel gives this process 64 MB more and no byte beyond: V8 ends up where its out-of-memory handler is called. */
function starve(pid: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--as=${virtualBytes(pid) + 64 * 1024 * 1024}`])
}

test('C05 a child whose V8 finds no memory is killed and replaced at once, and its step follows its policy', async () => {
  const hungry = await compile(
    sandbox(),
    flowOf({
      s1: map(1, 'before'),
      s2: code(HUNGRY, { name: 'hungry', onError: 'continue' }),
      s3: map('{{ steps.hungry.error.code }}', 'after'),
    }),
  )
  const neighbour = await compile(sandbox(), flowOf({ s1: code('return trigger + 1') }))
  const before = childPids()
  const sizes = new Map(before.map((pid) => [pid, virtualBytes(pid)]))
  await visitOf(sandbox(), hungry, 'warm up')
  // An isolate reserves more than 100 MB of addresses: the child that grew has this flow's.
  const [home] = before.filter((pid) => virtualBytes(pid) - (sizes.get(pid) ?? 0) > 50e6)
  if (home === undefined) throw new Error('no child grew')
  starve(home)
  const replacedBefore = sandbox().health().replaced
  const startedMs = performance.now()
  const attack = visitOf(sandbox(), hungry)
  const others = Array.from({ length: 20 }, (_, i) => visitOf(sandbox(), neighbour, i, i % 2 === 0 ? TENANT : OTHER_TENANT))
  const result = await attack
  // Far below the 5 s after which a guest that only hangs would be killed.
  expect(performance.now() - startedMs).toBeLessThan(2500)
  expect(result.entries.map(({ path, record }) => [path, record.output ?? record.error?.code])).toEqual([
    ['s1', 1],
    ['s2', 'memory'],
    ['s3', 'memory'],
  ])
  expect((await Promise.all(others)).map((other) => other.entries[0]?.record.output)).toEqual(others.map((_, i) => i + 1))
  expect(sandbox().health().replaced).toBe(replacedBefore + 1)
  await expect.poll(() => sandbox().health().ready, { timeout: 2000 }).toBe(2)
  expect(childPids()).not.toContain(home)
})

test('C05 onCatastrophicError fires when V8 loses an isolate, and the child reports it to the core', async () => {
  const { scripts, script } = await offThread()
  const progress = new ProgressFile()
  const child = spawnChild(scripts, progress.fd)
  const frames: Frame[] = []
  const reader = new FrameReader((frame) => frames.push(frame))
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => reader.push(chunk))
  child.stdin?.write(
    encodeFrame(
      { t: 'hello', childMb: 384 },
      [scripts.bootstrap, scripts.handlerRuntime].map((text) => JSON.stringify(text)),
    ),
  )
  child.stdin?.write(encodeFrame({ t: 'script', hash: 'h', kind: 'flow' }, [JSON.stringify(script)]))
  const visit = (seq: number, trigger: string | null) => {
    const input = JSON.stringify({ trigger, steps: {}, loops: {}, now: 0, seed: '', faults: {} })
    child.stdin?.write(encodeFrame({ t: 'visit', seq, hash: 'h', tenant: TENANT, limitMs: 5000, memoryMb: 128 }, [input]))
  }
  const told = () => frames.map(({ header }) => header.t)
  await expect.poll(told, { timeout: 10_000 }).toContain('ready')
  visit(1, 'warm up')
  // The child has no use for a promise and calls it a fault; the guest runs on.
  await expect.poll(told).toContain('fault')
  starve(child.pid ?? 0)
  visit(2, null)
  await expect.poll(told, { timeout: 4000 }).toContain('catastrophe')
  child.kill('SIGKILL')
  await once(child, 'exit')
  progress.close()
})

/**
 * A handler can only be called on a thread that is free. The product runs guests on the child's one thread, where V8's own words are the
 * report (the test above); here the same child calls its guest on another thread, and nothing else about it differs.
 */
async function offThread() {
  const scripts = await buildGuestScripts()
  const onThread = '.visit.applySync('
  expect(scripts.child.split(onThread)).toHaveLength(2)
  const { script } = await compile(sandbox(), flowOf({ s1: code(HUNGRY) }))
  return { scripts: { ...scripts, child: scripts.child.replace(onThread, '.visit.apply(') }, script }
}
