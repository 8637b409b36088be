import { HELPER_NAMES } from '../../../sdk/flow/expressions-names.ts'
import { FUNCTIONS } from '../../../sdk/flow/functions.ts'
import type { Kit } from './bootstrap.ts'
import { Evaluator } from './evaluator.ts'
import type { FlowParts, Names } from './flow-parts.ts'
import { FlowScope } from './flow-scope.ts'
import { limitOutput, MAX_OUTPUT_BYTES } from './json-out.ts'
import { placeLarge, Visit, type VisitInput, visitText } from './visit.ts'

/** Makes the one function of a flow's context: JSON texts of a VisitInput and its large values in, JSON text of a VisitResult out. */
export function load(parts: FlowParts, kit: Kit): (input: string, ...large: string[]) => string {
  const names: Names = [...HELPER_NAMES].map((name) => Object.freeze({ ...FUNCTIONS[name] }))
  const { plan, shapes } = parts
  const disabled = new Set(Object.keys(plan.steps).filter((id) => plan.steps[id]?.disabled === true))
  const scope = new FlowScope(shapes, disabled)
  const functions = parts.expressions(scope, ...names)
  const codes = parts.codes(...names)
  kit.freeze([names, functions, codes, parts.libraries])
  const evaluator = new Evaluator({ plan, shapes, functions, codes, scope })
  return (text, ...large) => {
    const input: VisitInput = JSON.parse(text)
    placeLarge(input, large)
    limitOutput(input.maxOutputBytes ?? MAX_OUTPUT_BYTES)
    kit.begin(input.now, input.seed)
    kit.logs.startVisit()
    return visitText(new Visit(input, plan, evaluator, kit).run(), kit.logs.take())
  }
}
