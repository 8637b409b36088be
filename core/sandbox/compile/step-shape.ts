import type { FlowDefinition, Step } from '../../../sdk/flow/definition.ts'
import { loopsAround } from '../../../sdk/flow/visibility.ts'
import { CODE_NAMES, type StepShape } from '../guest/flow-parts.ts'

/** What of a step, beside its plan and its functions, goes into the script. `js`: of a code step. */
export function shapeOf(definition: FlowDefinition, id: string, step: Step, js: string | undefined): StepShape {
  const loops = loopsAround(definition, id)
  const shape: StepShape = { name: step.name, ...(loops.length === 0 ? {} : { loops }) }
  switch (step.kind) {
    case 'stop':
      return { ...shape, outcome: step.outcome }
    case 'switch':
      return { ...shape, cases: { lanes: step.cases.map((each) => each.lane), takesAll: step.take === 'all' } }
    case 'while':
      return { ...shape, maxIterations: step.maxIterations }
    case 'aggregate':
      return { ...shape, figures: step.figures.map(({ name, figure }) => ({ name, figure })) }
    case 'code':
      return { ...shape, mentions: mentionsIn(js ?? '') }
    default:
      return shape
  }
}

/** A parameter can be reached by its name, or all of them by `arguments`. Found in a text or comment it only costs time. */
function mentionsIn(js: string): string[] {
  const body = js.slice(js.indexOf('{'))
  return CODE_NAMES.filter((name) => body.includes(name) || body.includes('arguments') || body.includes('\\u'))
}
