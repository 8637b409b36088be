import { setTimeout as sleep } from 'node:timers/promises'
import { parseExact } from '../../../sdk/lenient.ts'
import type { ActionFailure } from '../../actions/actions.types.ts'
import type { Execution, Worked } from '../../actions/execution.ts'
import { askDriver } from '../../actions/run-driver.ts'
import { runHandler, sendRendered } from '../../actions/run-entry.ts'
import type { LoadedResource } from '../../registry/registry.types.ts'
import type { RequestTemplate } from '../../registry/request-template.ts'
import { sliceAt } from './exact-json.ts'

/** JSON text of one record as the provider wrote it; null: there is none by this key. */
export type Detail = Worked<string | null>

/** At once, of one page; the broker's quotas slow them down further. */
const AT_ONCE = 8
const MAX_WAIT_MS = 60_000
const MAX_WAITS = 5

/** Asks for one record by its key. */
export async function readDetail(execution: Execution, resource: LoadedResource, key: string): Promise<Detail> {
  if (resource.detail === null) throw new Error(`${resource.declared.name} has no detail`)
  const { tier } = resource.detail
  if (tier.kind === 'template') return fromTemplate(execution, tier.template, key)
  if (tier.kind === 'driver') return fromDriver(execution, tier.call, key)
  const asked = execution.session.calls.length
  const result = await runHandler(execution, { entry: tier.entry, input: { key }, context: { resource: resource.declared.name } })
  if (result.ok) return { ok: true, output: result.output === null ? null : JSON.stringify(result.output) }
  return result.failure.class === 'notFound' && speaksOfRecord(result.failure, execution, asked) ? { ok: true, output: null } : result
}

async function fromDriver(execution: Execution, call: string, key: string): Promise<Detail> {
  const result = await askDriver(execution, call, { key })
  if (result.ok) return { ok: true, output: result.output === null ? null : JSON.stringify(result.output) }
  return result.failure.class === 'notFound' ? { ok: true, output: null } : result
}

/** A handler that asks for several things, and lets it pass that one of them is missing, says nothing about the record itself. */
function speaksOfRecord({ code, message }: ActionFailure, { session }: Execution, asked: number): boolean {
  const isOfCall = session.failures.some((failure) => failure.code === code && failure.message === message)
  return !isOfCall || session.calls.length - asked <= 1
}

async function fromTemplate(execution: Execution, template: RequestTemplate, key: string): Promise<Detail> {
  const { around } = execution
  const sent = await sendRendered(execution, () => template.render({ key }, around))
  if (!sent.ok) return sent.failure.class === 'notFound' ? { ok: true, output: null } : sent
  const { json, text, status } = sent.output
  if (json === null) return text.trim() === 'null' ? { ok: true, output: null } : { ok: false, failure: notJson(status, text) }
  const { bare } = template.output
  if (bare?.[0] === 'body') return { ok: true, output: orNone(sliceAt(text, bare.slice(1))) }
  const output = template.output.render({ ...around, input: { key }, status, body: parseExact(text) })
  return { ok: true, output: output === undefined || output === null ? null : JSON.stringify(output) }
}

function orNone(text: string | null): string | null {
  return text === 'null' ? null : text
}

function notJson(status: number, text: string): ActionFailure {
  const provider = { status, body: text.slice(0, 2000) }
  return { code: 'invalid_output', message: "The provider's answer is not JSON", class: 'retry', effect: 'no', provider }
}

/**
 * Reads the records of a page by their keys, some at once. A key that is gone by now is left out. The first failure is the
 * page's, except a rate limit, which is waited for: a page of a hundred details should not begin again for the last one.
 */
export async function readDetails(execution: Execution, resource: LoadedResource, keys: readonly string[]): Promise<Worked<string[]>> {
  const texts: Array<string | null> = keys.map(() => null)
  const failures: ActionFailure[] = []
  let next = 0
  const work = async () => {
    while (next < keys.length && failures.length === 0 && !execution.signal.aborted) {
      const index = next++
      const detail = await patiently(execution, () => readDetail(execution, resource, keys[index] ?? ''))
      if (detail.ok) texts[index] = detail.output
      else failures.push(detail.failure)
    }
  }
  // Handlers share one session, and which call failed first is read from its order: one at a time.
  const workers = resource.detail?.tier.kind === 'handler' ? 1 : AT_ONCE
  await Promise.all(Array.from({ length: workers }, work))
  const [failure] = failures
  if (failure !== undefined) return { ok: false, failure }
  return { ok: true, output: texts.filter((text) => text !== null) }
}

async function patiently(execution: Execution, read: () => Promise<Detail>): Promise<Detail> {
  for (let waits = 0; ; waits++) {
    const detail = await read()
    if (detail.ok || detail.failure.class !== 'rateLimited' || waits === MAX_WAITS || execution.priority === 'live') return detail
    const waitMs = detail.failure.retryAfterMs ?? 1000
    if (waitMs > MAX_WAIT_MS || execution.signal.aborted) return detail
    try {
      await sleep(waitMs, undefined, { signal: execution.signal })
    } catch (error) {
      if (!execution.signal.aborted) throw error
      return detail
    }
  }
}
