import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds since 1970, to the microsecond: comparable between the processes of one machine. */
export type Span = readonly [from: number, to: number]

export function preciseNow(): number {
  return performance.timeOrigin + performance.now()
}

const LOOK_EVERY_MS = 10

export interface StallWatch {
  stop(): Span[]
}

/** Notes when this process was not let run for longer than `patienceMs`, or what `ask` waits for did not answer within it. */
export function watchStalls(patienceMs: number, ask?: () => Promise<unknown>): StallWatch {
  const stalls: Span[] = []
  let isOver = false
  let lookedAt = preciseNow()
  const looking = setInterval(() => {
    const now = preciseNow()
    if (now - lookedAt > LOOK_EVERY_MS + patienceMs) stalls.push([lookedAt, now])
    lookedAt = now
  }, LOOK_EVERY_MS)
  const asking = async (question: () => Promise<unknown>): Promise<void> => {
    while (!isOver) {
      const askedAt = preciseNow()
      await question()
      const now = preciseNow()
      if (now - askedAt > patienceMs) stalls.push([askedAt, now])
      await sleep(LOOK_EVERY_MS * 2)
    }
  }
  const asked = ask === undefined ? Promise.resolve() : asking(ask)
  asked.catch(() => stalls.push([lookedAt, Number.POSITIVE_INFINITY]))
  return {
    stop() {
      isOver = true
      clearInterval(looking)
      return stalls
    },
  }
}

/** The stalls with everything that they can have touched, `reachMs` before and after, as far as it lies in `whole`; none overlaps another. */
export function disturbed(stalls: readonly Span[], reachMs: number, whole: Span): Span[] {
  const found: Array<[number, number]> = []
  for (const [from, to] of [...stalls].sort((a, b) => a[0] - b[0])) {
    const [start, end] = [Math.max(whole[0], from - reachMs), Math.min(whole[1], to + reachMs)]
    if (start >= end) continue
    const last = found.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else found.push([start, end])
  }
  return found
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0)
}

export function touches(spans: readonly Span[], [from, to]: Span): boolean {
  return spans.some((span) => span[0] <= to && from <= span[1])
}
