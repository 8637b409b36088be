import { HandlerSessions } from '../../core/sandbox/child/handler-sessions.ts'
import { ScriptCache } from '../../core/sandbox/child/script-cache.ts'
import { buildGuestScripts } from '../../core/sandbox/guest-scripts.ts'
import { loadSubject, SUBJECT } from '../handler-subject.ts'

/**
 * What one handler call costs within a sandbox child: the fresh context with the connector's bundle in it, and the call itself. In
 * microseconds of processor time, all threads of this process counted: V8 collects garbage on others. A process of its own, because
 * it holds isolates.
 */

const ROUNDS = 40
/** Calls between two looks at the processor's time. */
const STRETCH = 25
const ANSWER = JSON.stringify({ ok: true, value: { status: 200, ok: true, headers: {}, json: { data: [] }, text: '{"data":[]}' } })

const plugin = await loadSubject()
const tier = plugin.actions.get(SUBJECT.action)?.tier
if (plugin.bundle === null || tier?.kind !== 'handler') throw new Error(`${SUBJECT.action} is no handler`)
const request = {
  hash: 'bundle',
  isolateKey: 'bundle',
  limitMs: 5_000,
  memoryMb: 128,
  entry: tier.entry,
  input: JSON.stringify(SUBJECT.input),
  context: '{}',
  now: 0,
  seed: '00',
}
const { bootstrap, handlerRuntime } = await buildGuestScripts()
const parts = { plain: measure(plugin.bundle.script), saysTemporal: measure(`${plugin.bundle.script}\n// Temporal`) }
process.stdout.write(`ready ${JSON.stringify(parts)}\n`)

function measure(script: string): { contextMicros: number; callMicros: number } {
  const scripts = new ScriptCache()
  scripts.put(request.hash, script)
  const sessions = new HandlerSessions({ scripts, bootstrapText: bootstrap, runtimeText: handlerRuntime, onCatastrophe: () => undefined })
  callOnce(sessions, 0)
  const rounds = Array.from({ length: ROUNDS }, (_, round) => measureRound(sessions, 1 + round * STRETCH))
  return { contextMicros: median(rounds.map(({ context }) => context)), callMicros: median(rounds.map(({ call }) => call)) }
}

function measureRound(sessions: HandlerSessions, firstSeq: number): { context: number; call: number } {
  let context = 0
  let call = 0
  for (let seq = firstSeq; seq < firstSeq + STRETCH; seq++) {
    context += spent(() => {
      for (let isMore = true; isMore; ) isMore = sessions.prepare()
    })
    call += spent(() => callOnce(sessions, seq))
  }
  return { context: context / STRETCH, call: call / STRETCH }
}

function callOnce(sessions: HandlerSessions, seq: number): void {
  sessions.start({ ...request, seq })
  const last: { settled: { ok: boolean } | null } = JSON.parse(sessions.deliver(seq, 1, ANSWER) ?? '{"settled":null}')
  if (last.settled?.ok !== true) throw new Error('the handler did not end well')
  sessions.end(seq)
}

function spent(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0)
}
