import type { Pairing, SessionState, StateReason } from '../../sdk/driver.ts'
import type { Json } from '../../sdk/flow/definition.ts'

export type Desired = 'connected' | 'stopped' | 'forgotten'

/** One connection's session as this process holds it. */
export interface HeldSession {
  tenantId: string
  connectionId: string
  plugin: string
  desired: Desired
  pairing: Pairing | null
  generation: number
  /** What its writes are checked with. */
  fence: number
}

export interface SessionRow {
  plugin: string
  desired: Desired
  state: SessionState['is']
  stateSince: Date
  reason: StateReason | null
  shown: string | null
  shownKind: 'qr' | 'code' | null
  shownUntil: Date | null
  /** Whether a process holds it right now. */
  isHeld: boolean
}

/** What a driver threw, or how far a call got. `effect: no`: certainly nothing happened. */
export interface CallFailure {
  kind: 'permanent' | 'retryAfter' | 'reauthorise' | 'invalidInput' | 'notFound' | 'conflict' | 'unknown' | 'away'
  message: string
  at?: string
  retryAfterMs?: number
}

export type CallResult = { ok: true; output: Json } | { ok: false; failure: CallFailure }

export interface DriverCall {
  tenantId: string
  connectionId: string
  name: string
  input: Json
  effectKey: string
  timeoutMs: number
}

/** For the actions: does what an entry `driver#<name>` asks for, in whichever process holds the connection. Never throws. */
export interface DriverCalls {
  call(request: DriverCall): Promise<CallResult>
}
