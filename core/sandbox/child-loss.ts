import type { Job } from './job.ts'

/** Why a child is gone, and whose fault it was, if anyone's. */
export interface ChildLoss {
  reason: 'timeout' | 'memory' | 'crash' | 'killed' | 'closed'
  guilty: Job | null
  path: string | null
}

/** What the job at fault is told. `waited`: it reached its wall limit before it began. */
export const LOSS_TEXT = {
  timeout: { code: 'timeout', message: 'the time limit was reached' },
  memory: { code: 'memory', message: 'the memory limit was reached' },
  crash: { code: 'memory', message: 'the step brought the sandbox down' },
  killed: { code: 'memory', message: 'the step brought the sandbox down' },
  closed: { code: 'internal', message: 'the sandbox is closing' },
  waited: { code: 'timeout', message: 'the sandbox was too busy to begin this step in time' },
} as const
