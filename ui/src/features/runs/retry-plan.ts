import { type FlowDefinition, stepsFrom } from '@tomada/sdk/flow'
import type { RunStep } from '#lib/api/runs.ts'

export interface RetryStep {
  step: RunStep
  /** Calls that changed something at a provider, or may have. */
  effects: Array<{ method: string; host: string }>
}

export interface RetryPlan {
  again: RetryStep[]
  kept: RunStep[]
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Which of the steps that ran run once more, and which results are taken over, as the engine decides it. `from` null: everything. */
export function retryPlan(definition: Pick<FlowDefinition, 'steps' | 'edges'>, steps: readonly RunStep[], from: string | null): RetryPlan {
  const dropped = from === null ? null : stepsFrom(definition, from)
  const isKept = (step: RunStep) => dropped !== null && !dropped.has(step.stepId) && step.status === 'done'
  // What one iteration did is told by its loop.
  const own = steps.filter((step) => !step.path.includes('[') && step.status !== 'skipped' && step.startedAt !== null)
  return {
    again: own
      .filter((step) => !isKept(step))
      .map((step) => ({
        step,
        effects: effectsOf(steps.filter((inner) => inner.path === step.path || inner.path.startsWith(`${step.path}[`))),
      })),
    kept: own.filter(isKept),
  }
}

function effectsOf(steps: readonly RunStep[]): RetryStep['effects'] {
  const effects = new Map<string, RetryStep['effects'][number]>()
  for (const { method, url } of steps.flatMap((step) => step.attempts.flatMap((attempt) => attempt.calls))) {
    if (READS.has(method.toUpperCase())) continue
    const host = URL.canParse(url) ? new URL(url).host : url
    effects.set(`${method} ${host}`, { method, host })
  }
  return [...effects.values()]
}
