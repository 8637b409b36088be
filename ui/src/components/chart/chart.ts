/** One row of figures over the axis; null where there is none. At most six (brand.md). */
export interface Series {
  name: string
  values: ReadonlyArray<number | null>
}

/** In the order of brand.md: each has its own colour, and besides it its own dash, marker and hatch. */
export const LOOKS = [
  { colour: 'var(--accent)', dash: '', hatch: '' },
  { colour: 'var(--info)', dash: '6 3', hatch: 'M0 6L6 0' },
  { colour: 'var(--warn)', dash: '2 3', hatch: 'M0 3H6' },
  { colour: 'var(--waiting)', dash: '8 3 2 3', hatch: 'M0 0L6 6' },
  { colour: 'var(--error)', dash: '4 2', hatch: 'M3 0V6' },
  { colour: 'var(--neutral)', dash: '1 4', hatch: 'M0 6L6 0M0 0L6 6' },
] as const

export type LookIndex = 0 | 1 | 2 | 3 | 4 | 5
