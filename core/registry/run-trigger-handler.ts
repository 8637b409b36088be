import type { Clock } from '../platform/clock.ts'
import type { GuestHost, Sandbox } from '../sandbox/sandbox.types.ts'
import type { TriggerHandlerRunner } from './plugin-webhooks.ts'

/** Mapping has 100 ms before the delivery is stored; a handler that needs longer is at fault. */
const LIMITS = { cpuMs: 100, wallMs: 1_000 }

/** A trigger maps what it was given and asks nobody. */
const NO_HOST: GuestHost = {
  http: async () => ({ ok: false, error: { code: 'egress_refused', message: 'a trigger makes no calls', sent: 'no' } }),
  log: () => undefined,
}

/** Runs a trigger's mapping handler in the sandbox. It belongs to no tenant's run: its input is the delivery alone. */
export function runTriggerHandler(sandbox: Pick<Sandbox, 'runHandler'>, clock: Clock): TriggerHandlerRunner {
  return async (plugin, entry, body) => {
    if (plugin.bundle === null) throw new Error(`${plugin.name} has no code`)
    const result = await sandbox.runHandler({
      tenantId: '',
      plugin: { name: plugin.name, version: plugin.manifest.version, trust: 'bundled' },
      bundle: plugin.bundle,
      entry,
      input: body,
      context: {},
      now: clock.now(),
      seed: '00',
      host: NO_HOST,
      limits: LIMITS,
    })
    if (!result.ok) throw new Error(`${plugin.name} ${entry}: ${result.error.message}`)
    return result.output
  }
}
