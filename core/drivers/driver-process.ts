import { fork } from 'node:child_process'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { toError } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import type { CallResult } from './drivers.types.ts'
import type { Answer, FromChild, Question, ToChild } from './protocol.types.ts'

export interface DriverProcessEvents {
  /** Answers what a session asks; rejecting refuses it. */
  ask(session: string, question: Question): Promise<Answer>
  state(session: string, state: Extract<FromChild, { kind: 'state' }>['state']): void
  /** The process is gone, with every session in it. */
  died(): void
}

export interface DriverProcess {
  pid: number | null
  /** What it prints, when that goes anywhere. */
  streams: readonly Readable[]
  open(message: Extract<ToChild, { kind: 'open' }>): void
  /** Resolves when the driver has let go of the socket, at the latest after `CLOSE_MS`. */
  close(session: string, forget: boolean): Promise<void>
  call(message: Omit<Extract<ToChild, { kind: 'call' }>, 'kind' | 'id'>): Promise<CallResult>
  stop(): Promise<void>
}

const MAIN = fileURLToPath(new URL('child/main.ts', import.meta.url))
const CLOSE_MS = 5_000
const AWAY: CallResult = { ok: false, failure: { kind: 'unknown', message: 'The driver process ended during the call' } }

export interface DriverProcessOptions {
  logger: Logger
  /** The only place where it may write. */
  tempDir: string
  /** Folders of the connectors, beside those of this program: the only places where it may read. */
  readable: readonly string[]
  /** Tests listen to what it prints. */
  output?: 'ignore' | 'pipe'
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** The code that runs in it. Neither `.env` nor the data folder is among it. */
const CODE = ['core', 'sdk', 'node_modules', 'package.json'].map((name) => path.join(ROOT, name))

/** Node's permission model: no other process, no native code, no file but these. */
function permissions({ tempDir, readable }: DriverProcessOptions): string[] {
  const reads = [...CODE, ...readable, tempDir].map((place) => `--allow-fs-read=${place}`)
  return ['--permission', '--allow-net', ...reads, `--allow-fs-write=${tempDir}`]
}

/**
 * Starts the driver process of this worker. Its environment is empty, so that it holds neither the vault's key nor the way to the
 * database, and its output goes nowhere: libraries print keys (child/guard-console.ts is the first line, this the second).
 */
export function startDriverProcess(events: DriverProcessEvents, options: DriverProcessOptions): DriverProcess {
  const { logger, tempDir, output = 'ignore' } = options
  const child = fork(MAIN, [], {
    env: { TZ: 'UTC', TMPDIR: tempDir },
    execArgv: ['--no-warnings', '--disable-sigusr1', '--disallow-code-generation-from-strings', ...permissions(options)],
    stdio: ['ignore', output, output, 'ipc'],
  })
  const calls = new Map<number, (result: CallResult) => void>()
  const closing = new Map<string, () => void>()
  const gone = Promise.withResolvers<void>()
  let last = 0

  const say = (message: ToChild): void => {
    if (child.connected) child.send(message, (error) => error !== null && logger.warn({ err: error }, 'driver process not reached'))
  }

  async function answer({ id, session, question }: Extract<FromChild, { kind: 'ask' }>): Promise<void> {
    try {
      say({ kind: 'answer', id, value: await events.ask(session, question) })
    } catch (error) {
      say({ kind: 'refused', id, message: toError(error).message })
    }
  }

  function hear(message: FromChild): void {
    switch (message.kind) {
      case 'ready':
        return
      case 'ask':
        void answer(message)
        return
      case 'state':
        events.state(message.session, message.state)
        return
      case 'called':
        calls.get(message.id)?.(message.result)
        calls.delete(message.id)
        return
      case 'closed':
        closing.get(message.session)?.()
        return
      case 'log':
        logger[message.level]({ text: message.text }, 'driver')
    }
  }

  child.on('message', hear)
  child.on('error', (error) => logger.error({ err: error }, 'driver process'))
  child.once('exit', () => {
    for (const settle of calls.values()) settle(AWAY)
    for (const settle of closing.values()) settle()
    gone.resolve()
    events.died()
  })
  return {
    pid: child.pid ?? null,
    streams: [child.stdout, child.stderr].filter((stream) => stream !== null),
    open: say,
    async close(session, forget) {
      if (!child.connected) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, CLOSE_MS)
      closing.set(session, resolve)
      say({ kind: 'close', session, forget })
      await promise
      clearTimeout(timer)
      closing.delete(session)
    },
    call(message) {
      if (!child.connected) return Promise.resolve(AWAY)
      const id = ++last
      const { promise, resolve } = Promise.withResolvers<CallResult>()
      calls.set(id, resolve)
      say({ kind: 'call', id, ...message })
      return promise
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await gone.promise
    },
  }
}
