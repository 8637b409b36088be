import type { RunStep } from '#lib/api/runs.ts'

/** Where a step's bar lies, in percent of the whole run. */
export interface Bar {
  left: number
  width: number
}

/** Bars of all steps on one scale; steps that have not started get none. Never thinner than half a percent. */
export function barsOf(steps: readonly RunStep[], runStartedAt: string): Map<string, Bar> {
  const start = Date.parse(runStartedAt)
  const spans = steps.flatMap((step) => {
    if (step.startedAt === null) return []
    const from = Math.max(0, Date.parse(step.startedAt) - start)
    return [{ path: step.path, from, to: from + (step.durationMs ?? 0) }]
  })
  const total = Math.max(1, ...spans.map((span) => span.to))
  return new Map(
    spans.map(({ path, from, to }) => {
      const left = Math.min(99.5, (from / total) * 100)
      return [path, { left, width: Math.max(0.5, Math.min(100 - left, ((to - from) / total) * 100)) }]
    }),
  )
}
