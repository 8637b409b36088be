import type { SignInByAction } from '../connections/connections.types.ts'
import { newSeed } from '../platform/ids.ts'
import type { Registry } from '../registry/registry.types.ts'
import { createExecutor, type ExecutorDeps } from './execution.ts'
import { runTier } from './run-tier.ts'

const TIMEOUT_MS = 30_000
/** Failures that are about the moment, not about the credential. */
const LATER = new Set(['retry', 'rateLimited'])

/** Runs a `custom` scheme's action: without a connection, and without a record of what it sends and gets. */
export function signInByAction(deps: Omit<ExecutorDeps, 'registry'> & { registry: Registry }): SignInByAction {
  const { registry, broker, clock } = deps
  return async ({ tenantId, plugin: name, action: actionName, input, settings }) => {
    const refused = (message: string) => ({ ok: false as const, fault: 'later' as const, message, retryAfterMs: null })
    const plugin = registry.plugin(name)
    const action = registry.action(name, actionName)
    if (plugin === null || action === null) return refused(`the connector ${name} has no action ${actionName}`)
    if (!action.input.validator.is(input)) return { ...refused('the typed fields are not what the sign-in takes'), fault: 'credential' }
    const texts = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]))
    const confidential = createExecutor({
      ...deps,
      broker: { ...broker, send: (request) => broker.send({ ...request, connectionId: null, settings: texts, confidential: true }) },
    })
    const result = await confidential(
      {
        tenantId,
        plugin,
        connectionId: '',
        connection: { accountId: null, settings },
        capability: actionName,
        isRead: true,
        priority: 'live',
        timeoutMs: TIMEOUT_MS,
        now: clock.now(),
        seed: newSeed(),
      },
      (running) => runTier(running, action.tier, { input, context: { action: actionName, effectKey: `sign-in:${newSeed()}` } }),
    )
    if (!result.ok) {
      const { message, retryAfterMs = null } = result.failure
      return { ok: false, fault: LATER.has(result.failure.class) ? 'later' : 'credential', message: message.slice(0, 300), retryAfterMs }
    }
    if (!action.output.validator.is(result.output)) return refused('the answer to the sign-in does not have the expected shape')
    return { ok: true, output: result.output }
  }
}
