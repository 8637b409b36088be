import type { MappingPace } from '../intake/intake.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { GuestHost, HandlerRequest, Sandbox } from '../sandbox/sandbox.types.ts'
import type { TriggerHandlerRunner } from './plugin-webhooks.ts'

/** Mapping has 100 ms while a sender waits; then the delivery is stored alone, and a job maps it with the time of any handler. */
const LIMITS: Readonly<Record<MappingPace, NonNullable<HandlerRequest['limits']>>> = {
  answering: { cpuMs: 100, wallMs: 100 },
  job: { wallMs: 30_000 },
}

/** A trigger maps what it was given and asks nobody. */
const NO_HOST: GuestHost = {
  http: async () => ({ ok: false, error: { code: 'egress_refused', message: 'a trigger makes no calls', sent: 'no' } }),
  log: () => undefined,
}

/** Runs a trigger's mapping handler in the sandbox. It belongs to no tenant's run: its input is the delivery alone. */
export function runTriggerHandler(sandbox: Pick<Sandbox, 'runHandler'>, clock: Clock): TriggerHandlerRunner {
  return async (plugin, entry, body, pace) => {
    if (plugin.bundle === null) throw new Error(`${plugin.name} has no code`)
    const result = await sandbox.runHandler({
      tenantId: '',
      plugin: { name: plugin.name, version: plugin.manifest.version, trust: 'bundled' },
      bundle: plugin.bundle,
      entry,
      input: body,
      context: { accountId: null, authId: null, appId: null, settings: {} },
      now: clock.now(),
      seed: '00',
      host: NO_HOST,
      limits: LIMITS[pace],
    })
    if (!result.ok) throw new Error(`${plugin.name} ${entry}: ${result.error.message}`)
    return result.output
  }
}
