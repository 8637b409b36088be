/** The time one execution has, and the caller's own wish to stop it. */
export interface Deadline {
  /** Aborted by whichever comes first. */
  signal: AbortSignal
  /** The time is over; not: the caller stopped it. */
  hasPassed(): boolean
  /** Nothing is under way any more. `AbortSignal.timeout` would hold on to every execution until its time is over. */
  end(): void
}

export function startDeadline(timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  let passed = false
  const timer = setTimeout(() => {
    passed = !controller.signal.aborted
    controller.abort()
  }, timeoutMs).unref()
  const stop = () => controller.abort(caller?.reason)
  caller?.addEventListener('abort', stop, { once: true })
  if (caller?.aborted === true) stop()
  return {
    signal: controller.signal,
    hasPassed: () => passed,
    end() {
      clearTimeout(timer)
      caller?.removeEventListener('abort', stop)
    },
  }
}
