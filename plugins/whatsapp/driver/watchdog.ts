export interface WatchdogOptions {
  /** For so long nothing may come in, and a message that came may stay unread. */
  patienceMs: number
  /** Milliseconds since the epoch. */
  now(): number
  /** Called once; nothing is watched afterwards. */
  bark(why: string): void
}

/** Notices that a socket which says it is open is good for nothing. */
export interface Watchdog {
  /** Something came in, if only the answer to a ping. */
  heard(): void
  /** A sealed message came in. */
  came(sealed: Uint8Array): void
  /** It was opened, or cannot be. */
  handled(sealed: Uint8Array): void
  stop(): void
}

const LOOKS = 8

/**
 * The library ends a socket by itself only after a missed ping and a farewell that nobody answers, which takes a minute and a half, and it does
 * not see at all that it has stopped reading messages while pings are still answered.
 */
export function openWatchdog({ patienceMs, now, bark }: WatchdogOptions): Watchdog {
  const waiting = new Set<Uint8Array>()
  let heardAt = now()
  let movedAt = now()
  const timer = setInterval(() => {
    const isDeaf = now() - heardAt > patienceMs
    // A long queue after a pause is fine as long as it gets shorter.
    const isStuck = waiting.size > 0 && now() - movedAt > patienceMs
    if (!isDeaf && !isStuck) return
    clearInterval(timer)
    bark(isDeaf ? 'nothing came in, not even answers to pings' : 'messages came in and were not read')
  }, patienceMs / LOOKS)
  return {
    heard() {
      heardAt = now()
    },
    came(sealed) {
      if (waiting.size === 0) movedAt = now()
      waiting.add(sealed)
    },
    handled(sealed) {
      if (waiting.delete(sealed)) movedAt = now()
    },
    stop: () => clearInterval(timer),
  }
}
