import type { ActionFailure } from '../actions/actions.types.ts'

/** Why a step waits although nothing has failed: the line before a provider's limit, or an account that a person must connect again. */
export type PauseReason = 'ourLimit' | 'reconnect'

/** What one step of a run has tried so far. Only failures count against its policy. */
export interface Tries {
  /** Calls made, for people to read. */
  attempt: number
  failures: number
  pauses: Readonly<Record<PauseReason, number>>
}

/**
 * After so many pauses the step fails: somebody should look. An account is looked at once an hour, so for three days. In the line a
 * call waits for as long as the line is willing to hold it, and then as long as it says.
 */
const MOST_PAUSES: Readonly<Record<PauseReason, number>> = { ourLimit: 500, reconnect: 72 }

const NOTHING: Tries = { attempt: 0, failures: 0, pauses: { ourLimit: 0, reconnect: 0 } }

/** Null: something really failed. */
export function pauseReason({ class: group, isOurLimit }: ActionFailure): PauseReason | null {
  if (isOurLimit === true) return 'ourLimit'
  return group === 'reauthorise' ? 'reconnect' : null
}

/** What the step has tried once it ended with this failure; null: that of a sub-flow. */
export function triesAfter(tries: Tries = NOTHING, failure: ActionFailure | null): Tries {
  const reason = failure === null ? null : pauseReason(failure)
  if (reason === null) return { ...tries, failures: tries.failures + 1 }
  return { ...tries, pauses: { ...tries.pauses, [reason]: tries.pauses[reason] + 1 } }
}

export function withAttempt(tries: Tries = NOTHING, attempt: number): Tries {
  return { ...tries, attempt }
}

/** A look for what a lost call did ended with this, null: it found nothing. It is no failure of the call, whatever it was. */
export function triesAfterLook(tries: Tries = NOTHING, failure: ActionFailure | null): Tries {
  return isLook(failure) ? tries : triesAfter(tries, failure)
}

/** Whether a look that ended with this has looked; one that only paused has not. */
export function isLook(failure: ActionFailure | null): boolean {
  return failure === null || pauseReason(failure) === null
}

export function mayPauseAgain({ pauses }: Tries, reason: PauseReason): boolean {
  return pauses[reason] < MOST_PAUSES[reason]
}
