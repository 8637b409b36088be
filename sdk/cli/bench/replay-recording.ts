import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ReceivedRequest, RecordedProvider } from '../../../core/testing/recorded-provider.ts'
import type { Json } from '../../flow/definition.ts'
import type { Bench } from './open-bench.ts'

/** `fixtures/<action>.json`: what went in, what the provider was asked and answered, what came out. */
interface ActionRecording {
  input: Json
  calls: Array<{
    request: { method: string; path: string; headers?: Record<string, string>; json?: Json }
    answer: { status: number; headers?: Record<string, string>; json?: Json; text?: string }
  }>
  output: Json
}

/** The step and the moment of every recording, for actions that send one of them. */
const RECORDED = { effectKey: 'run_x/s1', now: Date.UTC(2026, 10, 21, 12) }

/** `fixtures/<trigger>.json`. */
interface DeliveryRecording {
  delivery: Json
  data: Json
}

/** What differs from the recording of this action, in words; empty: nothing. The provider must be the bench's. */
export async function replayAction(bench: Bench, provider: RecordedProvider, action: string): Promise<string[]> {
  const recording: ActionRecording = await readRecording(bench, action)
  provider.requests.splice(0)
  provider.answers.splice(0, provider.answers.length, ...recording.calls.map((call) => call.answer))
  const result = await bench.run(action, recording.input, RECORDED)
  const wrong = requestFaults(provider.requests, recording, injectedNames(bench))
  if (!result.ok) return [`fails: ${result.failure.code} ${result.failure.message}`, ...wrong]
  if (!isDeepStrictEqual(result.output, recording.output))
    wrong.push(`gives ${JSON.stringify(result.output)}`, `recorded is ${JSON.stringify(recording.output)}`)
  return wrong
}

export async function replayDelivery(bench: Bench, trigger: string): Promise<string[]> {
  const recording: DeliveryRecording = await readRecording(bench, trigger)
  const data = await bench.eventOf(trigger, recording.delivery)
  return isDeepStrictEqual(data, recording.data) ? [] : [`gives ${JSON.stringify(data)}`, `recorded is ${JSON.stringify(recording.data)}`]
}

export async function readRecording<T>(bench: Pick<Bench, 'plugin'>, name: string): Promise<T> {
  return JSON.parse(await readFile(path.join(bench.plugin.folder, 'fixtures', `${name}.json`), 'utf8'))
}

/** Members of bodies that the host adds from the credential: a recording holds none. */
function injectedNames({ connection }: Bench): ReadonlySet<string> {
  const { auth } = connection.current()
  const inject = 'inject' in auth ? auth.inject : []
  return new Set(inject.filter((part) => part.in === 'form' || part.in === 'json').map(({ name }) => name))
}

function withoutInjected(body: unknown, names: ReadonlySet<string>): unknown {
  if (names.size === 0 || body === null) return body
  if (typeof body === 'object' && !Array.isArray(body)) return Object.fromEntries(Object.entries(body).filter(([name]) => !names.has(name)))
  if (typeof body !== 'string') return body
  const kept = body.split('&').filter((pair) => !names.has(decodeURIComponent(pair.split('=')[0] ?? '')))
  return kept.join('&')
}

function requestFaults(received: readonly ReceivedRequest[], { calls }: ActionRecording, injected: ReadonlySet<string>): string[] {
  const wrong = received.length === calls.length ? [] : [`makes ${received.length} calls, recorded are ${calls.length}`]
  for (const [index, { request }] of calls.entries()) {
    const made = received[index]
    if (made === undefined) continue
    if (made.method !== request.method || made.path !== request.path)
      wrong.push(`call ${index + 1} is ${made.method} ${made.path}, recorded is ${request.method} ${request.path}`)
    const body = withoutInjected(made.body, injected)
    if (request.json !== undefined && !isDeepStrictEqual(body, request.json))
      wrong.push(`call ${index + 1} sends ${JSON.stringify(body)}, recorded is ${JSON.stringify(request.json)}`)
    for (const [name, value] of Object.entries(request.headers ?? {}))
      if (made.headers[name] !== value) wrong.push(`call ${index + 1} sends ${name}: ${made.headers[name]}, recorded is ${value}`)
  }
  return wrong
}
