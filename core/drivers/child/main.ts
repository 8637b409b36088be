import './guard-console.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Driver, DriverHost, DriverSession } from '../../../sdk/driver.ts'
import type { CallResult } from '../drivers.types.ts'
import type { FromChild, ToChild } from '../protocol.types.ts'
import { failureOf } from './failure-of.ts'
import { openHost } from './host.ts'
import { openQuestions } from './questions.ts'

/** The driver process of a worker: holds the sockets of every session that the worker holds, and nothing else. It ends with its worker. */
const say = (message: FromChild): void => void process.send?.(message)
const questions = openQuestions(say)
const sessions = new Map<string, Open>()
/** Less than the worker waits for it. */
const CLOSE_MS = 4_000

interface Open {
  opened: Promise<DriverSession>
  hangUp(): void
}

process.on('message', (message: ToChild) => {
  handle(message).catch((error: unknown) => say({ kind: 'log', level: 'error', text: `driver process: ${textOf(error)}` }))
})
process.on('disconnect', () => process.exit(0))
// A library's own mistake ends the process, which is started again: going on with what is left of a session would be worse.
process.on('uncaughtException', (error) => dieOf(error))
process.on('unhandledRejection', (error) => dieOf(error))
say({ kind: 'ready' })

async function handle(message: ToChild): Promise<void> {
  switch (message.kind) {
    case 'open':
      start(message)
      return
    case 'close':
      return close(message.session, message.forget)
    case 'call':
      say({ kind: 'called', id: message.id, result: await call(message) })
      return
    case 'answer':
      questions.answered(message.id, message.value)
      return
    case 'refused':
      questions.refused(message.id, message.message)
  }
}

type ToOpen = Extract<ToChild, { kind: 'open' }>

function start(message: ToOpen): void {
  const { host, hangUp } = openHost({ session: message.session, settings: message.settings, questions, say })
  sessions.set(message.session, { opened: open(message, host), hangUp })
}

async function open({ session, module, pairing }: ToOpen, host: DriverHost): Promise<DriverSession> {
  try {
    const loaded: { default: Driver } = await import(pathToFileURL(module).href)
    return await loaded.default.open(host, pairing)
  } catch (error) {
    const text = { en: 'The driver could not be started.', 'pt-BR': 'O driver não pôde ser iniciado.' }
    say({ kind: 'log', level: 'error', text: `session not opened: ${textOf(error)}` })
    say({ kind: 'state', session, state: { is: 'waiting', reason: { code: 'driver_failed', text }, againInMs: 0 } })
    throw error
  }
}

/** Once it is said to be closed, no socket of it is open: the next one of the account must be the only one. */
async function close(session: string, forget: boolean): Promise<void> {
  const found = sessions.get(session)
  sessions.delete(session)
  try {
    const closing = found?.opened.then((driver) => driver.close({ forget }))
    await Promise.race([closing, sleep(CLOSE_MS, undefined, { ref: false })])
  } finally {
    found?.hangUp()
    say({ kind: 'closed', session })
  }
}

async function call({ session, name, input, effectKey }: Extract<ToChild, { kind: 'call' }>): Promise<CallResult> {
  const found = sessions.get(session)
  if (found === undefined) return { ok: false, failure: { kind: 'away', message: 'The session is not open here' } }
  try {
    return { ok: true, output: await (await found.opened).call(name, input, { effectKey }) }
  } catch (error) {
    return { ok: false, failure: failureOf(error) }
  }
}

function dieOf(error: unknown): void {
  say({ kind: 'log', level: 'error', text: `driver process ends: ${textOf(error)}` })
  setTimeout(() => process.exit(1), 50)
}

/** Name and message only: a library's error may carry keys in its other members. */
function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'something that is no error was thrown'
}
