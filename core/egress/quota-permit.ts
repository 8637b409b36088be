import type { Clock } from '../platform/clock.ts'
import type { DatabaseTime } from './database-time.ts'
import type { Move, Token } from './quota.store.ts'
import { doubtMs, graceMs, type Line, marginMs, moveOf, shortestWindowMs, type Waiter } from './quota-line.ts'

interface Deps {
  clock: Clock
  time: DatabaseTime
  tellSoon(line: Line): void
  giveBack(line: Line, holder: string): void
}

/** Makes permits of tokens, when their time has come. */
export function openPermits({ clock, time, tellSoon, giveBack }: Deps) {
  function tell(line: Line, move: Move | null): void {
    if (move === null) return
    line.moves.push(move)
    tellSoon(line)
  }

  function admit(line: Line, waiter: Waiter, token: Token): void {
    const windowMs = shortestWindowMs(line.rules)
    const [startMs, validMs] = token
    const freshUntil = windowMs === null ? null : time.localOf(startMs + (validMs ?? marginMs(windowMs)) + graceMs(windowMs))
    let writtenAt: number | null = null
    let told: Move | null = null
    waiter.admit({
      waitedMs: Math.round(clock.monotonicMs() - waiter.since),
      isFresh: () => freshUntil === null || clock.monotonicMs() <= freshUntil,
      written() {
        writtenAt = time.now()
        if (windowMs === null) return
        told = moveOf(token, writtenAt, windowMs)
        tell(line, told)
      },
      answered() {
        if (windowMs === null || writtenAt === null) return
        const tookMs = time.now() - writtenAt
        // The first answer proves nothing: connections and servers are slow when they are new.
        const arrivedBy = writtenAt + Math.min(tookMs - (line.quickestMs ?? 0), doubtMs(windowMs))
        line.quickestMs = Math.min(line.quickestMs ?? tookMs, tookMs)
        const move = moveOf(token, arrivedBy, windowMs)
        if (move === null) return
        // What was told already is where the token stands now.
        const [from, arrived] = [told?.[2] ?? null, move[2] ?? 0]
        if (from === null) tell(line, move)
        else if (arrived > from) tell(line, [from, 0, arrived])
      },
      release() {
        if (writtenAt === null && windowMs !== null) tell(line, [startMs, validMs, null])
        giveBack(line, waiter.holder)
      },
    })
  }

  return {
    /** Now, or when the token starts. */
    admitAt(line: Line, waiter: Waiter, token: Token): void {
      const waitMs = time.localOf(token[0]) - clock.monotonicMs()
      if (waitMs <= 0) admit(line, waiter, token)
      else setTimeout(() => admit(line, waiter, token), Math.ceil(waitMs))
    },
  }
}
