import type { Json } from '../../sdk/flow/definition.ts'
import type { CallFailure, DriverCalls } from '../drivers/drivers.types.ts'
import type { ActionFailure } from './actions.types.ts'
import type { Execution, Worked } from './execution.ts'

const CLASS_OF: Record<CallFailure['kind'], ActionFailure['class']> = {
  permanent: 'permanent',
  invalidInput: 'permanent',
  retryAfter: 'retry',
  reauthorise: 'reauthorise',
  notFound: 'notFound',
  conflict: 'conflict',
  away: 'retry',
  unknown: 'retry',
}

/** Before the step's own time is up, so that what became of the call is known and not guessed. */
const MARGIN_MS = 1_000

/** An entry `driver#name`: done by the connector's driver, in whichever process holds the connection's session. */
export async function runDriver(
  { session, tenantId, timeoutMs }: Pick<Execution, 'session' | 'tenantId' | 'timeoutMs'>,
  drivers: DriverCalls | undefined,
  call: { connectionId: string | null; name: string; input: Json; effectKey: string },
): Promise<Worked<Json>> {
  const { connectionId } = call
  if (drivers === undefined || connectionId === null) throw new Error('a driver needs a host with drivers, and a connection')
  return session.native(async () => {
    const waitMs = Math.max(MARGIN_MS, timeoutMs - MARGIN_MS)
    const result = await drivers.call({ tenantId, ...call, connectionId, timeoutMs: waitMs })
    return result.ok ? result : { ok: false, failure: failureOf(result.failure) }
  })
}

/** Reads something through the driver: a call without an effect, so it has no key. */
export function askDriver(execution: Execution, name: string, input: Json): Promise<Worked<Json>> {
  const { connectionId, drivers } = execution
  return runDriver(execution, drivers?.(), { connectionId, name, input, effectKey: '' })
}

/** Only a call that nobody knows the end of may have had its effect. */
function failureOf({ kind, message, at, retryAfterMs }: CallFailure): ActionFailure {
  return {
    code:
      kind === 'invalidInput' ? 'invalid_input' : kind === 'away' || kind === 'unknown' ? 'driver_away' : `driver_${kind.toLowerCase()}`,
    message,
    class: CLASS_OF[kind],
    effect: kind === 'unknown' ? 'maybe' : 'no',
    ...(at === undefined ? {} : { at }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}
