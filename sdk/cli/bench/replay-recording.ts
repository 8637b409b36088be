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
  const result = await bench.run(action, recording.input)
  if (!result.ok) return [`fails: ${result.failure.code} ${result.failure.message}`, ...requestFaults(provider.requests, recording)]
  const wrong = requestFaults(provider.requests, recording)
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

function requestFaults(received: readonly ReceivedRequest[], { calls }: ActionRecording): string[] {
  const wrong = received.length === calls.length ? [] : [`makes ${received.length} calls, recorded are ${calls.length}`]
  for (const [index, { request }] of calls.entries()) {
    const made = received[index]
    if (made === undefined) continue
    if (made.method !== request.method || made.path !== request.path)
      wrong.push(`call ${index + 1} is ${made.method} ${made.path}, recorded is ${request.method} ${request.path}`)
    if (request.json !== undefined && !isDeepStrictEqual(made.body, request.json))
      wrong.push(`call ${index + 1} sends ${JSON.stringify(made.body)}, recorded is ${JSON.stringify(request.json)}`)
    for (const [name, value] of Object.entries(request.headers ?? {}))
      if (made.headers[name] !== value) wrong.push(`call ${index + 1} sends ${name}: ${made.headers[name]}, recorded is ${value}`)
  }
  return wrong
}
