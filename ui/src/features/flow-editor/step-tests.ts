import { isOutsideKind, type Step } from '@tomada/sdk/flow'

/** Steps that are tried out alone and for real. What waits, stores or holds other steps is tried with the draft, and nothing is called. */
export function isTriedAlone(step: Step): boolean {
  if (step.kind === 'action' || step.kind === 'http') return true
  return !isOutsideKind(step.kind) && step.kind !== 'forEach' && step.kind !== 'while' && step.kind !== 'parallel'
}

/** What a step puts out, as it is written; null where it depends on what the step is told. */
export function outputShape(step: Step): string | null {
  switch (step.kind) {
    case 'http':
      return step.paging === undefined ? '{ status, headers, body }' : '{ items, pages }'
    case 'filter':
      return '{ kept, dropped }'
    case 'split':
      return '[[…], […]]'
    case 'forEach':
    case 'while':
      return '{ results, count, stopped }'
    case 'parallel':
      return '{ finished, failed }'
    case 'delay':
      return '{ until }'
    case 'wait':
      return '{ method, headers, query, body }'
    case 'approval':
      return '{ outcome, by, at, form }'
    case 'subflow':
      return step.wait ? null : '{ runId }'
    case 'aggregate': {
      const figures = step.figures.map((figure) => figure.name).join(', ')
      return step.groupBy === undefined ? `{ ${figures} }` : `[{ key, ${figures} }]`
    }
    default:
      return null
  }
}
