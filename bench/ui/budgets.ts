/** Of the interface, measured in a browser. `Kb` is gzipped, of scripts and styles; medians where a figure was taken several times. */
export interface UiFigures {
  initialKb: number
  builderKb: number
  codeEditorKb: number
  routeMs: number
  paint300Ms: number
  paint300ColdMs: number
  drag100Fps: number
  dragFittedFps: number
  dragWorkP95Ms: number
  payloadLongestTaskMs: number
}

/** Most that a figure may be; frames per second: the least. */
export const MOST: Readonly<Partial<Record<keyof UiFigures, number>>> = {
  initialKb: 160,
  builderKb: 330,
  codeEditorKb: 180,
  routeMs: 200,
  paint300Ms: 1000,
  paint300ColdMs: 1500,
  dragWorkP95Ms: 12,
  payloadLongestTaskMs: 200,
}
export const LEAST: Readonly<Partial<Record<keyof UiFigures, number>>> = { drag100Fps: 57, dragFittedFps: 40 }

/** What was not reached, a sentence each; empty when everything was. */
export function budgetFaults(figures: Partial<UiFigures>): string[] {
  const faults: string[] = []
  for (const [name, value] of Object.entries(figures)) {
    const most = Object.entries(MOST).find(([key]) => key === name)?.[1]
    const least = Object.entries(LEAST).find(([key]) => key === name)?.[1]
    if (most !== undefined && value > most) faults.push(`${name} is ${value}; the budget is at most ${most}`)
    if (least !== undefined && value < least) faults.push(`${name} is ${value}; the budget is at least ${least}`)
  }
  return faults
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** The value that `share` of all are not above. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
}
