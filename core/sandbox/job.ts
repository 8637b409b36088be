import type { Frame, FrameHeader } from './frames.ts'

/** Children of one kind never serve the other (C02). */
export type TrustLevel = 'own' | 'third-party'

export interface GuestFaultReport {
  code: string
  message: string
  /** The step it was in, when known. */
  path: string | null
}

/** Where a job sends its frames: the child it is on. */
export interface JobChannel {
  send(header: FrameHeader, texts?: readonly string[]): void
}

/**
 * One piece of guest work in flight. It is a pure function of what it was given, so it may start again on another child whenever its
 * own is lost or busy with someone else.
 */
export interface Job {
  readonly seq: number
  readonly trust: TrustLevel
  /** sha256 of its script: what deaths are counted by and children are chosen by. */
  readonly hash: string
  readonly script: { kind: 'flow' | 'plugin'; text: string }
  /** Time after which its child may be killed for it. */
  readonly limitMs: number
  /** Whether the child owes it an answer now. A handler that waits for the host is owed nothing. */
  readonly isInGuest: boolean
  /** Time from when the core took it to its answer, queues and new starts included. Null: it keeps its own. */
  readonly wallMs: number | null
  /** When the core took it, on the monotonic clock; null before. */
  takenMs: number | null
  /** Children that died under it. */
  losses: number
  start(channel: JobChannel): void
  /** True when the job is over. */
  onFrame(frame: Frame): boolean
  onFault(fault: GuestFaultReport): void
}
