import type { Json } from '../../sdk/flow/definition.ts'
import { type RenderedRequest, RequestValueError } from '../registry/compiled-request.ts'
import type { GuestHost } from '../sandbox/sandbox.types.ts'
import type { ProviderAnswer } from './answer-failure.ts'
import type { Execution, Worked } from './execution.ts'
import { handlerFailure } from './handler-failure.ts'

/** Sends the request of a declarative entry. A value that does not fit its place fails before anything is sent. */
export async function sendRendered(
  { session }: Pick<Execution, 'session'>,
  render: () => RenderedRequest,
): Promise<Worked<ProviderAnswer>> {
  let rendered: RenderedRequest
  try {
    rendered = render()
  } catch (error) {
    if (!(error instanceof RequestValueError)) throw error
    return { ok: false, failure: { code: 'invalid_input', message: error.message, class: 'permanent', effect: 'no' } }
  }
  const sent = await session.send(rendered)
  return sent.ok ? { ok: true, output: sent.answer } : { ok: false, failure: sent.failure }
}

/** What a handler gets: `context` is copied into its `ctx`. */
export interface HandlerCall {
  entry: string
  input: Json
  context: { [key: string]: Json }
}

/** Runs a function of the connector's code in the sandbox. */
export async function runHandler(execution: Execution, { entry, input, context }: HandlerCall): Promise<Worked<Json>> {
  const { plugin, session, around, sandbox } = execution
  const { bundle, manifest, name } = plugin
  if (bundle === null) throw new Error(`${name} has a handler but no code`)
  const { memoryMb, cpuMs } = manifest.runtime
  const result = await sandbox.runHandler({
    tenantId: execution.tenantId,
    plugin: { name, version: manifest.version, trust: 'bundled' },
    bundle,
    entry,
    input,
    context: { ...context, accountId: around.account, settings: around.settings, appId: around.app, authId: execution.authId },
    now: execution.now,
    seed: execution.seed,
    host: guestHost(execution),
    limits: { ...(cpuMs === undefined ? {} : { cpuMs }), ...(memoryMb === undefined ? {} : { memoryMb }), wallMs: execution.timeoutMs },
    signal: execution.signal,
  })
  if (result.ok) return { ok: true, output: result.output }
  return { ok: false, failure: handlerFailure(result.error, session.failures, session.effect) }
}

const MAX_LOG_LINES = 500

/** What the handler may ask for. A failed call, or an answer that the manifest calls an error, rejects inside the guest. */
function guestHost({ session, logs }: Execution): GuestHost {
  return {
    async http(request) {
      const result = await session.send(request)
      if (result.ok) return { ok: true, ...result.answer, headers: { ...result.answer.headers } }
      const { code, message, at, provider } = result.failure
      return {
        ok: false,
        error: { code, message, sent: result.sent, ...(at === undefined ? {} : { at }), ...(provider === undefined ? {} : { provider }) },
      }
    },
    log(level, text) {
      if (logs.length < MAX_LOG_LINES) logs.push(`${level}: ${text}`)
    },
  }
}
