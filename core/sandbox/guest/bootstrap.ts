import { cut, type FaultText } from './faults.ts'
import { freezeDeep, freezeIntrinsics } from './freeze.ts'
import { LogBuffer, type LogLevel } from './log-buffer.ts'
import { type RunClock, replaceClock } from './run-clock.ts'

/** What the runtimes get from the bootstrap of their context. Never within reach of guest code. */
export interface Kit extends RunClock {
  logs: LogBuffer
  /** Tells the process outside which step runs now, so that a fault it cannot survive still has a name. */
  mark(path: string): void
  freeze(value: unknown): void
}

export type { FaultText }

/**
 * Runs first in every context, before any guest code (C06): takes away what could leak, block or reach outside, replaces the
 * clock, and with `isWarm` freezes all intrinsics because the context will serve more than one run. Code that never says `Temporal`
 * has none: making it, which V8 leaves until somebody looks, is a third of what a context costs.
 */
export function install(mark: ((path: string) => void) | undefined, isWarm: boolean, hasTemporal: boolean): Kit {
  const logs = new LogBuffer()
  if (!hasTemporal) removeTemporal()
  const clock = replaceClock()
  removeDangers()
  forbidCodeFromText()
  installConsole(logs)
  if (isWarm) freezeIntrinsics()
  return { ...clock, logs, mark: mark ?? (() => undefined), freeze: freezeDeep }
}

function removeDangers(): void {
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'eval', 'escape', 'unescape']) {
    Reflect.deleteProperty(globalThis, name)
  }
  Reflect.deleteProperty(ArrayBuffer.prototype, 'resize')
  Reflect.deleteProperty(Intl, 'v8BreakIterator')
  // The legacy statics (`RegExp.$1`, `RegExp.input` …) tell one run what the last one matched.
  for (const key of Reflect.ownKeys(RegExp)) {
    const property = Object.getOwnPropertyDescriptor(RegExp, key)
    if (property?.get !== undefined && key !== Symbol.species) Reflect.deleteProperty(RegExp, key)
  }
}

/** Both ways to it, without looking at either: the rest of it is reached through objects that only these give. */
function removeTemporal(): void {
  Reflect.deleteProperty(globalThis, 'Temporal')
  Reflect.deleteProperty(Date.prototype, 'toTemporalInstant')
}

/** `Function` and its three hidden siblings would compile text, which no limit of ours measures (C11). */
function forbidCodeFromText(): void {
  for (const kind of [() => undefined, async () => undefined, function* () {}, async function* () {}]) {
    const proto: object = Object.getPrototypeOf(kind)
    const blocked = (): never => {
      throw new EvalError('code cannot be made from text here')
    }
    Object.defineProperty(blocked, 'prototype', { value: proto, writable: false })
    Object.defineProperty(proto, 'constructor', { value: blocked, writable: false, enumerable: false, configurable: true })
    if (proto === Function.prototype)
      Object.defineProperty(globalThis, 'Function', { value: blocked, configurable: true, enumerable: false, writable: true })
  }
}

function installConsole(logs: LogBuffer): void {
  const at =
    (level: LogLevel) =>
    (...values: unknown[]): void => {
      logs.add(level, logs.hasRoom() ? values.map(asText).join(' ') : '')
    }
  const value = { debug: at('debug'), log: at('info'), info: at('info'), warn: at('warn'), error: at('error') }
  Object.defineProperty(globalThis, 'console', { value, configurable: true, enumerable: false, writable: true })
}

function asText(value: unknown): string {
  if (typeof value === 'string') return cut(value)
  if (typeof value === 'object' && value !== null && !(value instanceof Error)) return cut(JSON.stringify(value) ?? '')
  return cut(String(value))
}
