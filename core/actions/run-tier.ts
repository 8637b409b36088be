import type { Json } from '../../sdk/flow/definition.ts'
import { parseExact } from '../../sdk/lenient.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { LoadedAction, LoadedPlugin } from '../registry/registry.types.ts'
import { type RequestTemplate, RequestValueError } from '../registry/request-template.ts'
import type { GuestHost, Sandbox } from '../sandbox/sandbox.types.ts'
import type { ActionFailure, ActionRequest } from './actions.types.ts'
import type { CallSession } from './call-session.ts'
import { handlerFailure } from './handler-failure.ts'

export type TierResult = { ok: true; output: Json } | { ok: false; failure: ActionFailure }

/** One execution: who, with what, and the calls it makes. */
export interface Execution {
  request: ActionRequest
  plugin: LoadedPlugin
  action: LoadedAction
  accountId: string | null
  session: CallSession
  logs: string[]
  timeoutMs: number
  signal: AbortSignal
}

/** Runs the capability in the tier that its entry chose. */
export function runTier(sandbox: Pick<Sandbox, 'runHandler'>, execution: Execution): Promise<TierResult> {
  const { tier } = execution.action
  switch (tier.kind) {
    case 'template':
      return runTemplate(tier.template, execution)
    case 'handler':
      return runHandler(sandbox, tier.entry, execution)
  }
}

async function runTemplate(template: RequestTemplate, { request, session }: Execution): Promise<TierResult> {
  let rendered: ReturnType<RequestTemplate['render']>
  try {
    rendered = template.render(request.input)
  } catch (error) {
    if (!(error instanceof RequestValueError)) throw error
    return { ok: false, failure: { code: 'invalid_input', message: error.message, class: 'permanent', effect: 'no' } }
  }
  const sent = await session.send(rendered)
  if (!sent.ok) return { ok: false, failure: sent.failure }
  const { status, json, text } = sent.answer
  const output = template.output.render({ input: request.input, status, body: json === null ? null : parseExact(text) })
  return { ok: true, output: output ?? null }
}

const MAX_LOG_LINES = 500

async function runHandler(sandbox: Pick<Sandbox, 'runHandler'>, entry: string, execution: Execution): Promise<TierResult> {
  const { request, plugin, action, session, accountId } = execution
  const { bundle, manifest, name } = plugin
  if (bundle === null) throw new Error(`${name} has a handler but no code`)
  const { memoryMb, cpuMs } = manifest.runtime
  const result = await sandbox.runHandler({
    tenantId: request.tenantId,
    plugin: { name, version: manifest.version, trust: 'bundled' },
    bundle,
    entry,
    input: request.input,
    context: { action: action.declared.name, effectKey: request.effectKey, accountId },
    now: request.now,
    seed: request.seed,
    host: guestHost(execution),
    limits: { ...(cpuMs === undefined ? {} : { cpuMs }), ...(memoryMb === undefined ? {} : { memoryMb }), wallMs: execution.timeoutMs },
    signal: execution.signal,
  })
  if (result.ok) return { ok: true, output: result.output }
  return { ok: false, failure: handlerFailure(result.error, session.failures, session.effect) }
}

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

/** The look-up's result as the action's own output; null when there is none. */
export function lookupOutput(action: LoadedAction, found: Json): Json {
  if (action.lookup === null) return null
  const value = atPointer(found, action.lookup.found)
  if (value === undefined || value === null) return null
  return action.lookup.output.render({ output: found }) ?? null
}
