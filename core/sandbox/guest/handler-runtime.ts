import type { Kit } from './bootstrap.ts'
import { cut, describeThrown, GuestFault } from './faults.ts'
import { toJsonText } from './json-out.ts'

/** Calls out at once and in all (security.md 5). The core counts again: this copy only spares it the rest. */
const MAX_CALLS = 100

interface Settled {
  text: string
}

interface Waiting {
  resolve(value: unknown): void
  reject(reason: unknown): void
}

export interface HandlerSession {
  start(entry: string, input: string, context: string, nowMs: number, seed: string): void
  /** Gives the answer of one call, `{ok: true, value}` or `{ok: false, error}`, as JSON text. */
  deliver(call: number, answer: string): void
  /** What came of it once every promise that could go on did: JSON text of a HandlerTurn. */
  collect(): string
}

/**
 * Runs one plugin handler: `(input, ctx) => output`. Nothing here waits: a turn ends when the handler waits for the host, and
 * says which calls it asked for; the host comes back with `deliver`. So every moment of guest code is inside a timed call.
 */
export function loadHandler(kit: Kit): HandlerSession {
  // Captured before guest code runs: overwriting the globals changes nothing here.
  const { parse } = JSON
  const RealPromise = Promise
  const { apply } = Reflect
  const then = Promise.prototype.then
  const plugin = (): unknown => Reflect.get(globalThis, '__plugin')
  const waiting = new Map<number, Waiting>()
  let calls: string[] = []
  let called = 0
  let settled: Settled | null = null

  function ask(name: string, request: unknown): Promise<unknown> {
    if (called >= MAX_CALLS) throw new GuestFault('egress_refused', `a step may make ${MAX_CALLS} calls at most`)
    const text = toJsonText(request)
    called++
    const id = called
    calls[calls.length] = `[${id},${JSON.stringify(name)},${text}]`
    return new RealPromise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
    })
  }

  function turn(): string {
    const asked = calls
    calls = []
    let list = ''
    for (let i = 0; i < asked.length; i++) list += (i === 0 ? '' : ',') + asked[i]
    return `{"calls":[${list}],"waiting":${waiting.size},"settled":${settled === null ? 'null' : settled.text},"logs":${JSON.stringify(kit.logs.take())}}`
  }

  function finish(value: unknown): void {
    try {
      settled = { text: `{"ok":true,"output":${toJsonText(value)}}` }
    } catch (thrown) {
      fail(thrown)
    }
  }

  function fail(thrown: unknown): void {
    settled = { text: `{"ok":false,"error":${errorText(thrown)}}` }
  }

  return {
    start(entry, input, context, nowMs, seed) {
      kit.begin(nowMs, seed)
      kit.logs.startVisit()
      try {
        const exported = plugin()
        const handler =
          typeof exported === 'object' && exported !== null && Object.hasOwn(exported, entry) ? Reflect.get(exported, entry) : null
        if (typeof handler !== 'function') throw new GuestFault('internal', `the plugin exports no function "${cut(entry)}"`)
        const ctx = { ...parse(context), now: nowMs, http: (request: unknown) => ask('http', request), log: logOf(kit) }
        const result = new RealPromise((resolve) => {
          resolve(apply(handler, undefined, [parse(input), ctx]))
        })
        apply(then, result, [finish, fail])
      } catch (thrown) {
        fail(thrown)
      }
    },
    deliver(call, answer) {
      const one = waiting.get(call)
      waiting.delete(call)
      const given = parse(answer)
      if (given.ok === true) one?.resolve(given.value)
      else one?.reject(hostError(given.error))
    },
    collect: turn,
  }
}

/** `ctx.log('text')`, and `ctx.log.info('text')` with the other levels. */
function logOf(kit: Kit): unknown {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (text: unknown): void => {
      kit.logs.add(level, kit.logs.hasRoom() ? (typeof text === 'string' ? cut(text) : cut(toJsonText(text))) : '')
    }
  return Object.assign(at('info'), { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') })
}

/** A call that the host refused or could not make: thrown where the handler awaits it. */
function hostError(error: { code: string; message: string }): Error {
  return Object.assign(new Error(error.message), { name: 'HostError', code: error.code, tomadaError: { kind: 'host', ...error } })
}

/** What was thrown, as JSON text of `{code, message, tomadaError?}`. The sdk's error classes carry `tomadaError`. */
function errorText(thrown: unknown): string {
  const described = describeThrown(thrown, 'handler')
  try {
    const declared =
      typeof thrown === 'object' && thrown !== null && Object.hasOwn(thrown, 'tomadaError') ? Reflect.get(thrown, 'tomadaError') : undefined
    return declared === undefined
      ? JSON.stringify(described)
      : `{"code":${JSON.stringify(described.code)},"message":${JSON.stringify(described.message)},"tomadaError":${toJsonText(declared)}}`
  } catch {
    // The thrown value cannot be read as JSON: its text must do.
    return JSON.stringify(described)
  }
}
