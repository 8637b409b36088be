import http from 'node:http'
import https from 'node:https'
import type { EmulatorClock } from './clock.ts'
import type { FaultDials } from './faults.ts'

/** How one provider sends: when it counts as taken, how long it waits, when it tries again. */
export interface CallbackPolicy {
  /** Real milliseconds the callback has to answer. */
  timeoutMs: number
  isAccepted(status: number): boolean
  /** Emulator milliseconds between one attempt and the next; when they are used up the callback is lost. */
  delaysMs: readonly number[]
}

export interface Callback {
  /** The provider's id of the message; a duplicate has the same. */
  id: string
  topic: string
  url: string
  policy: CallbackPolicy
  /** Outgoing address, such as 127.0.0.5; the machine decides when absent. */
  sourceAddress?: string
  /** Body and headers of this attempt, 1 for the first. */
  write(attempt: number): { body: Buffer; headers: Record<string, string> }
  /** Every attempt was tried and none was accepted. */
  onLost?(last: CallbackAttempt): void
  onAttempt?(attempt: CallbackAttempt): void
  /** Asked before each attempt; `false` drops the callback silently. */
  maySend?(): boolean
}

export interface CallbackAttempt {
  id: string
  topic: string
  url: string
  attempt: number
  /** Emulator time, RFC 3339. */
  at: string
  /** null: no answer in time, or no connection. */
  status: number | null
  accepted: boolean
  durationMs: number
  error: string | null
}

export interface CallbackSender {
  /** Sends the first attempt now and the others by the policy. Resolves when the first attempt has its answer. */
  send(callback: Callback): Promise<CallbackAttempt>
  attempts(): readonly CallbackAttempt[]
  /** Resolves when no attempt is on its way. */
  settle(): Promise<void>
}

const KEPT = 5_000

export function createCallbackSender(options: { clock: EmulatorClock; faults: FaultDials }): CallbackSender {
  const { clock, faults } = options
  const log: CallbackAttempt[] = []
  const underway = new Set<Promise<unknown>>()
  let held: (() => Promise<CallbackAttempt>) | undefined

  function track<T>(work: Promise<T>): Promise<T> {
    underway.add(work)
    const done = () => underway.delete(work)
    work.then(done, done)
    return work
  }

  async function attempt(callback: Callback, number: number, firstAt: number): Promise<CallbackAttempt> {
    const at = new Date(clock.now()).toISOString()
    const outcome = await post(callback, callback.write(number))
    const accepted = outcome.status !== null && callback.policy.isAccepted(outcome.status)
    const entry: CallbackAttempt = { id: callback.id, topic: callback.topic, url: callback.url, attempt: number, at, accepted, ...outcome }
    log.push(entry)
    if (log.length > KEPT) log.shift()
    callback.onAttempt?.(entry)
    if (!accepted) tryAgain(callback, entry, firstAt)
    return entry
  }

  function tryAgain(callback: Callback, last: CallbackAttempt, firstAt: number): void {
    const { delaysMs } = callback.policy
    if (last.attempt > delaysMs.length) {
      callback.onLost?.(last)
      return
    }
    // Counted from the first attempt, so that slow answers do not push the last one out of the provider's hour.
    const dueAt = firstAt + delaysMs.slice(0, last.attempt).reduce((sum, delayMs) => sum + delayMs, 0)
    clock.schedule(Math.max(0, dueAt - clock.now()), async () => {
      if (callback.maySend?.() ?? true) await track(attempt(callback, last.attempt + 1, firstAt))
    })
  }

  function release(): void {
    const waiting = held
    held = undefined
    if (waiting) track(waiting())
  }

  return {
    async send(callback) {
      const first = () => attempt(callback, 1, clock.now())
      if (!held && faults.takeForCallback('reorder', callback.topic)) {
        held = first
        // Nothing may follow to overtake it; then it only comes late.
        clock.schedule(60_000, release)
        return {
          id: callback.id,
          topic: callback.topic,
          url: callback.url,
          attempt: 0,
          at: '',
          status: null,
          accepted: false,
          durationMs: 0,
          error: 'held back',
        }
      }
      const sent = [track(first())]
      if (faults.takeForCallback('duplicate', callback.topic)) sent.push(track(first()))
      const [entry] = await Promise.all(sent)
      release()
      return entry ?? first()
    },
    attempts: () => log,
    async settle() {
      while (underway.size > 0) await Promise.allSettled(underway)
    },
  }
}

type Outcome = Pick<CallbackAttempt, 'status' | 'durationMs' | 'error'>

/** One POST. The whole budget covers connecting and the status line: providers stop waiting, whatever the reason. */
function post(callback: Callback, message: { body: Buffer; headers: Record<string, string> }): Promise<Outcome> {
  const startedAt = performance.now()
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const finish = (status: number | null, error: string | null) =>
    resolve({ status, error, durationMs: Math.round(performance.now() - startedAt) })
  const client = callback.url.startsWith('https:') ? https : http
  const request = client.request(callback.url, {
    method: 'POST',
    localAddress: callback.sourceAddress,
    headers: { 'content-type': 'application/json', ...message.headers, 'content-length': String(message.body.length) },
  })
  const timer = setTimeout(() => request.destroy(new Error(`no answer within ${callback.policy.timeoutMs} ms`)), callback.policy.timeoutMs)
  request.on('response', (response) => {
    clearTimeout(timer)
    response.resume()
    response.on('error', () => finish(response.statusCode ?? null, null))
    response.on('end', () => finish(response.statusCode ?? null, null))
  })
  request.on('error', (error) => {
    clearTimeout(timer)
    finish(null, error.message)
  })
  request.end(message.body)
  return promise
}
