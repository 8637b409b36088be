import { expect, test } from 'vitest'
import { buildGuestScripts } from '../guest-scripts.ts'
import { HandlerSessions } from './handler-sessions.ts'
import { ScriptCache } from './script-cache.ts'

test('a call that is over leaves nothing behind: the isolate of a connector stays small however many calls it served', async () => {
  const { bootstrap, handlerRuntime } = await buildGuestScripts()
  const scripts = new ScriptCache()
  scripts.put('hash', 'globalThis.__plugin = { run: (input) => ({ list: Array.from({ length: 1000 }, () => input) }) }')
  const options = { scripts, bootstrapText: bootstrap, runtimeText: handlerRuntime, onCatastrophe: () => undefined }
  const sessions = new HandlerSessions(options)
  const request = {
    hash: 'hash',
    isolateKey: 'hash',
    limitMs: 5_000,
    memoryMb: 64,
    entry: 'run',
    input: '{}',
    context: '{}',
    now: 0,
    seed: '00',
  }
  let usedBytes = 0
  // A context and what holds it take 50 kB and more: kept, a thousand of them would not fit.
  for (let seq = 1; seq <= 1_000; seq++) {
    expect(JSON.parse(sessions.start({ ...request, seq }))).toMatchObject({ settled: { ok: true } })
    usedBytes = sessions.isolateOfSession(seq)?.getHeapStatisticsSync().used_heap_size ?? Number.NaN
    sessions.end(seq)
    // With a whole spare, with half of one, and with none.
    for (let half = 0; half < seq % 3; half++) sessions.prepare()
  }
  expect(usedBytes).toBeLessThan(24 * 1024 * 1024)
})
