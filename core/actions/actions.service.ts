import type { Json } from '../../sdk/flow/definition.ts'
import type { Action, Outcome } from '../../sdk/manifest.gen.ts'
import type { FieldError } from '../platform/errors.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { LoadedAction, LoadedPlugin, Registry } from '../registry/registry.types.ts'
import type { CompiledTemplate } from '../registry/template.ts'
import type { ActionFailure, ActionRequest, ActionResult, Actions, OwnWrites, Repeatable } from './actions.types.ts'
import { type CapabilityConnections, type ConnectionFacts, createExecutor, type ExecutorDeps } from './execution.ts'
import { lookupOutput, runTier } from './run-tier.ts'

export interface ActionsOptions extends ExecutorDeps {
  registry: Registry
  connections: CapabilityConnections
  /** Absent where nothing comes back. */
  ownWrites?: OwnWrites
}

/** Unless the manifest says otherwise (security.md 5: a step with effects). */
const DEFAULT_TIMEOUT_MS = 60_000
const DEFAULT_RETRY = { attempts: 5, backoffMs: 1_000, maxBackoffMs: 300_000 }

/** Runs declared capabilities of connectors, whatever their tier. */
export function openActions(options: ActionsOptions): Actions {
  const { registry } = options
  const execution = createExecutor(options)
  return {
    facts(plugin, name) {
      const { manifest } = registry.pluginOf(plugin)
      const { effect, repeatable, timeoutMs, retry } = registry.actionOf(plugin, name).declared
      return {
        plugin,
        action: name,
        version: manifest.version,
        effect,
        repeatable: repeatableOf(repeatable),
        timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
        defaultRetry: retry ?? DEFAULT_RETRY,
      }
    },
    execute: (request) => execute(request),
    async lookup(request) {
      const action = registry.actionOf(request.plugin, request.action)
      if (action.lookup === null)
        return failed({ code: 'internal', message: `${request.action} has no look-up`, class: 'permanent', effect: 'no' })
      const input = action.lookup.input.render({ input: request.input }) ?? {}
      const result = await execute({ ...request, action: action.lookup.action, input })
      return result.ok ? { ...result, output: lookupOutput(action, result.output) } : result
    },
    naturalKey(plugin, name, input) {
      const { repeatable } = registry.actionOf(plugin, name).declared
      if (repeatable.mode !== 'lookupFirst') return null
      return JSON.stringify(repeatable.by.map((pointer) => keyPart(atPointer(input, pointer))))
    },
    outcomeOf(plugin, name, output) {
      const { outcomes = [] } = registry.actionOf(plugin, name).declared
      return outcomes.find(({ when }) => holds(when, output))?.name ?? null
    },
  }

  async function execute(request: ActionRequest): Promise<ActionResult> {
    const plugin = registry.plugin(request.plugin)
    const action = registry.action(request.plugin, request.action)
    if (plugin === null || action === null)
      return failed(refusal('action_missing', `The connector ${request.plugin} has no action ${request.action}`))
    const wrong = action.input.validator.validate(request.input)
    if (wrong.length > 0) return failed({ ...refusal('invalid_input', fieldList(wrong)), at: wrong[0]?.field ?? '' })
    const connection = isWithout(plugin, request)
      ? { plugin: request.plugin, accountId: null }
      : await options.connections.findForAction(request.tenantId, request.connectionId)
    if (connection?.plugin !== request.plugin)
      return failed(refusal('connection_missing', 'The connection of this step is not there any more'))
    return run(request, { plugin, action, connection })
  }

  async function expectEcho({ tenantId, connectionId, plugin, input }: ActionRequest, { writes }: LoadedAction) {
    if (writes === null || options.ownWrites === undefined) return null
    const text = (template: CompiledTemplate | null) => String(template?.render({ input }) ?? '')
    const { resource, location } = writes
    const place = location === null ? null : text(location)
    const set = writes.set.render({ input }) ?? {}
    return options.ownWrites.expect({ tenantId, connectionId, plugin, resource, key: text(writes.key), set, location: place })
  }

  async function run(request: ActionRequest, { plugin, action, connection }: Found): Promise<ActionResult> {
    const { tenantId, connectionId, now, seed, signal, maySend } = request
    const { name, effect, timeoutMs } = action.declared
    const takeBack = await expectEcho(request, action)
    const result = await execution(
      {
        tenantId,
        plugin,
        connectionId,
        connection,
        capability: name,
        isRead: effect === 'read',
        priority: 'live',
        timeoutMs: request.timeoutMs ?? timeoutMs ?? DEFAULT_TIMEOUT_MS,
        now,
        seed,
        ...(signal === undefined ? {} : { signal }),
        ...(maySend === undefined ? {} : { maySend }),
        ...(request.isTest === true ? { isTest: true } : {}),
      },
      (running) => runTier(running, action.tier, { input: request.input, context: { action: name, effectKey: request.effectKey } }),
    )
    const { calls, logs } = result
    if (!result.ok && result.failure.effect === 'no')
      takeBack?.().catch((error: unknown) =>
        options.logger.error({ err: error, action: name }, 'an expected write that was not made stays expected'),
      )
    if (!result.ok) return { ok: false, failure: result.failure, calls, logs }
    const wrong = action.output.validator.validate(result.output)
    if (wrong.length === 0) return { ok: true, output: result.output, calls, logs }
    const message = `The provider's answer does not have the expected shape: ${fieldList(wrong)}`
    return { ok: false, failure: { code: 'invalid_output', message, class: 'permanent', effect: result.effect }, calls, logs }
  }
}

interface Found {
  plugin: LoadedPlugin
  action: LoadedAction
  connection: ConnectionFacts
}

/** A connector without any way to connect has nothing to be connected to. */
function isWithout({ manifest }: LoadedPlugin, { connectionId }: ActionRequest): boolean {
  return connectionId === '' && manifest.auth.length === 0
}

function failed(failure: ActionFailure): ActionResult {
  return { ok: false, failure, calls: [], logs: [] }
}

/** Found out before anything was sent. */
function refusal(code: string, message: string): ActionFailure {
  return { code, message, class: 'permanent', effect: 'no' }
}

function fieldList(errors: readonly FieldError[]): string {
  const shown = errors.slice(0, 5).map((error) => `${error.field === '' ? 'the value' : error.field} ${error.reason}`)
  return errors.length > shown.length ? `${shown.join('; ')} (and ${errors.length - shown.length} more)` : shown.join('; ')
}

function repeatableOf(declared: Action['repeatable']): Repeatable {
  switch (declared.mode) {
    case 'natural':
    case 'idempotencyKey':
      return { mode: declared.mode }
    case 'lookupFirst':
      return { mode: 'lookupFirst', by: declared.by, consistency: declared.consistency }
    case false:
      return { mode: 'never' }
  }
}

function holds(when: Outcome['when'], output: Json): boolean {
  if (when === undefined) return true
  const value = atPointer(output, when.pointer)
  return when.equals === undefined ? value !== undefined && value !== null : value === when.equals
}

/** `7` and `"7"` are the same key; absent and null are too. */
function keyPart(value: Json | undefined): Json {
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
