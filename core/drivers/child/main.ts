import './guard-console.ts'
import { pathToFileURL } from 'node:url'
import type { Driver, DriverSession } from '../../../sdk/driver.ts'
import type { CallResult } from '../drivers.types.ts'
import type { FromChild, ToChild } from '../protocol.types.ts'
import { failureOf } from './failure-of.ts'
import { openHost } from './host.ts'
import { openQuestions } from './questions.ts'

/** The driver process of a worker: holds the sockets of every session that the worker holds, and nothing else. It ends with its worker. */
const say = (message: FromChild): void => void process.send?.(message)
const questions = openQuestions(say)
const sessions = new Map<string, Promise<DriverSession>>()

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
      sessions.set(message.session, open(message))
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

async function open({ session, module, settings, pairing }: Extract<ToChild, { kind: 'open' }>): Promise<DriverSession> {
  try {
    const loaded: { default: Driver } = await import(pathToFileURL(module).href)
    return await loaded.default.open(openHost({ session, settings, questions, say }), pairing)
  } catch (error) {
    const text = { en: 'The driver could not be started.', 'pt-BR': 'O driver não pôde ser iniciado.' }
    say({ kind: 'log', level: 'error', text: `session not opened: ${textOf(error)}` })
    say({ kind: 'state', session, state: { is: 'waiting', reason: { code: 'driver_failed', text }, againInMs: 0 } })
    throw error
  }
}

async function close(session: string, forget: boolean): Promise<void> {
  const opened = sessions.get(session)
  sessions.delete(session)
  try {
    await (await opened)?.close({ forget })
  } finally {
    say({ kind: 'closed', session })
  }
}

async function call({ session, name, input, effectKey }: Extract<ToChild, { kind: 'call' }>): Promise<CallResult> {
  const opened = sessions.get(session)
  if (opened === undefined) return { ok: false, failure: { kind: 'away', message: 'The session is not open here' } }
  try {
    return { ok: true, output: await (await opened).call(name, input, { effectKey }) }
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
