/** A line of the chart's grid and where it is, 0 (bottom) to 1. */
export interface Tick {
  value: number
  at: number
}

const WANTED = 4

/** Round steps from 0 to at least `highest`: 1, 2 or 5 of a power of ten. `isWhole`: counts, of which there are no halves. */
export function ticksUpTo(highest: number, isWhole = false): Tick[] {
  if (highest <= 0)
    return [
      { value: 0, at: 0 },
      { value: 1, at: 1 },
    ]
  const rough = isWhole ? Math.max(1, highest / WANTED) : highest / WANTED
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power * 10
  const count = Math.ceil(highest / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, index) => ({ value: Number((index * step).toPrecision(12)), at: index / count }))
}

/** Which labels of the axis are written, so that none runs into the next: every n-th, the last one always. */
export function shownLabels(count: number, width: number, labelWidth: number): Set<number> {
  const fit = Math.max(1, Math.floor(width / labelWidth))
  const every = Math.max(1, Math.ceil(count / fit))
  return new Set(Array.from({ length: count }, (_, index) => index).filter((index) => (count - 1 - index) % every === 0))
}
