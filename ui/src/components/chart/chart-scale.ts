/** A line of the chart's grid and where it is, 0 (bottom) to 1. */
export interface Tick {
  value: number
  at: number
}

const WANTED = 4

/** Steps that people count time by, in seconds. */
const TIME_STEPS = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

/** What an axis counts: things, of which there are no halves; seconds or milliseconds; or anything else. */
export type Counts = 'things' | 'seconds' | 'milliseconds' | 'amounts'

/** Round steps from 0 to at least `highest`: 1, 2 or 5 of a power of ten, and of time those of a clock. */
export function ticksUpTo(highest: number, counts: Counts = 'amounts'): Tick[] {
  if (highest <= 0)
    return [
      { value: 0, at: 0 },
      { value: 1, at: 1 },
    ]
  const step = stepFor(counts === 'things' ? Math.max(1, highest / WANTED) : highest / WANTED, counts)
  const count = Math.ceil(highest / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, index) => ({ value: Number((index * step).toPrecision(12)), at: index / count }))
}

function stepFor(rough: number, counts: Counts): number {
  const second = counts === 'seconds' ? 1 : counts === 'milliseconds' ? 1000 : 0
  if (second > 0 && rough > 10 * second) {
    const step = TIME_STEPS.find((size) => size * second >= rough)
    if (step !== undefined) return step * second
    return stepFor(rough / (86_400 * second), 'amounts') * 86_400 * second
  }
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power * 10
}

/** Which labels of the axis are written, so that none runs into the next: every n-th, the last one always. */
export function shownLabels(count: number, width: number, labelWidth: number): Set<number> {
  const fit = Math.max(1, Math.floor(width / labelWidth))
  const every = Math.max(1, Math.ceil(count / fit))
  return new Set(Array.from({ length: count }, (_, index) => index).filter((index) => (count - 1 - index) % every === 0))
}
