import type { Json, StepError } from '../../sdk/flow/definition.ts'
import { toError } from '../platform/errors.ts'
import { httpRequest } from './host-functions/http-request.ts'
import type { GuestHost } from './sandbox.types.ts'

/** What a guest is told: it throws inside the guest when `ok` is false. */
export type HostAnswer = { ok: true; value: Json } | { ok: false; error: StepError & { sent?: 'no' | 'maybe' } }

/** One JSON argument, already a copy of ours; it may be anything. Must not throw for what a guest can send. */
export type HostFunction = (argument: Json, host: GuestHost) => Promise<HostAnswer>

/**
 * The whole surface between plugin code and the host, beside the log lines that leave with each turn: what is not here does not exist.
 * A change here is an ADR.
 */
const HOST_FUNCTIONS: ReadonlyMap<string, HostFunction> = new Map([['http', httpRequest]])

export const HOST_FUNCTION_NAMES: readonly string[] = [...HOST_FUNCTIONS.keys()]

/** Calls one of the table. Never throws and never rejects (C07): a rejection nobody awaits yet would end the process. */
export async function callHost(name: string, argument: Json, host: GuestHost): Promise<HostAnswer> {
  const hostFunction = HOST_FUNCTIONS.get(name)
  if (hostFunction === undefined) return refusal('internal', `there is no host function "${name.slice(0, 40)}"`)
  try {
    return await hostFunction(argument, host)
  } catch (error) {
    // A fault of ours: the guest hears that much, the cause stays here.
    return { ok: false, error: { code: 'internal', message: 'the host could not do this', sent: 'maybe', at: toError(error).name } }
  }
}

export function refusal(code: string, message: string): HostAnswer {
  return { ok: false, error: { code, message, sent: 'no' } }
}
