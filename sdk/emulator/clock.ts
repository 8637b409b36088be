/**
 * Emulator time: the machine's time plus an offset that `POST /clock` moves forward. Tokens, retries, windows and limits
 * of a provider are measured on it, so that six hours of token life cost a test nothing.
 */
export interface EmulatorClock {
  /** Milliseconds since the Unix epoch, in emulator time. */
  now(): number
  /** Calls `run` once, `delayMs` of emulator time from now. Answers the function that cancels it. */
  schedule(delayMs: number, run: () => void | Promise<void>): () => void
  /** Moves time forward; timers that fall due fire in order, each at its own instant, and are awaited. */
  advance(ms: number): Promise<void>
  /** Forgets every timer. */
  stop(): void
}

interface Timer {
  dueAt: number
  sequence: number
  run: () => void | Promise<void>
}

// setTimeout fires at once when asked for more than 2^31 - 1 ms.
const LONGEST_WAIT_MS = 2 ** 31 - 1

export function createEmulatorClock(onError: (error: unknown) => void): EmulatorClock {
  let offsetMs = 0
  let sequence = 0
  let timers: Timer[] = []
  let wake: NodeJS.Timeout | undefined

  const now = () => Date.now() + offsetMs
  const earliest = () => timers.reduce<Timer | undefined>((best, timer) => (!best || isBefore(timer, best) ? timer : best), undefined)

  function arm(): void {
    clearTimeout(wake)
    const next = earliest()
    if (!next) return
    wake = setTimeout(fireDue, Math.min(Math.max(0, next.dueAt - now()), LONGEST_WAIT_MS))
    wake.unref()
  }

  function take(timer: Timer): void {
    timers = timers.filter((other) => other !== timer)
  }

  function fireDue(): void {
    for (let next = earliest(); next && next.dueAt <= now(); next = earliest()) {
      take(next)
      start(next).catch(onError)
    }
    arm()
  }

  return {
    now,
    schedule(delayMs, run) {
      const timer: Timer = { dueAt: now() + delayMs, sequence: sequence++, run }
      timers.push(timer)
      arm()
      return () => {
        take(timer)
        arm()
      }
    },
    async advance(ms) {
      const target = now() + ms
      for (let next = earliest(); next && next.dueAt <= target; next = earliest()) {
        take(next)
        offsetMs += Math.max(0, next.dueAt - now())
        await start(next).catch(onError)
      }
      offsetMs += Math.max(0, target - now())
      arm()
    },
    stop() {
      timers = []
      clearTimeout(wake)
    },
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.sequence < b.sequence)
}

async function start(timer: Timer): Promise<void> {
  await timer.run()
}
