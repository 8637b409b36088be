/** How long a session belongs to a process without a word of it, and how often it speaks. */
export interface SessionTiming {
  leaseSeconds: number
  beatMs: number
}

/** A dead worker's sessions are open elsewhere within 25 s (security.md G3: 60 s). */
export const DEFAULT_TIMING: SessionTiming = { leaseSeconds: 20, beatMs: 5_000 }
