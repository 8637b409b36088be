import type { GateName } from '../../../sdk/flow/admission-settings.ts'
import type { StepError } from '../../../sdk/flow/definition.ts'

/** Values of the settings' keys as texts; the same text when a setting has no key. */
export type GateKeys = Record<GateName, string>

/** A run that waits to be let in. */
export interface HeldGate {
  runId: string
  /** Of its flow. */
  version: number
  /** Order of acceptance. */
  seq: number
  keys: GateKeys
  acceptedAt: number
  /** Debounce and throttle let it pass: a person asked for it. */
  isFree: boolean
  /** Nothing is decided about it now: it only says that there is something newer. */
  isWitness: boolean
}

/** A run that was let in and is not over. */
export interface AdmittedGate {
  runId: string
  seq: number
  keys: GateKeys
  /** It was asked to end for a newer one. */
  isReplaced: boolean
}

/** What is known of a flow when it is decided who starts. Times in milliseconds of the database's clock. */
export interface GateView {
  now: number
  /** Oldest first. */
  held: readonly HeldGate[]
  /** Oldest first. */
  admitted: readonly AdmittedGate[]
  /** Starts within the throttle's window, oldest first, by the throttle's key. */
  starts: ReadonlyMap<string, readonly number[]>
}

/** How a run ends that never started. */
export interface GateOutcome {
  status: 'cancelled' | 'failed'
  error: StepError
}

export interface GateDecisions {
  /** These start, in this order. */
  admit: HeldGate[]
  end: Array<{ runId: string; outcome: GateOutcome }>
  /** Runs that were let in and are asked to end. */
  replace: string[]
  /** When to look again at what waits for time. */
  due: Array<{ runId: string; at: number }>
}

/** Who the journal says has cancelled a run that had to make room for a newer one. */
export const BY_REPLACEMENT = 'replaced'
