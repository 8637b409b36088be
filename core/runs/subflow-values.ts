import type { FlowDefinition, Json, StepError, StepRecord } from '../../sdk/flow/definition.ts'
import { planOf } from '../../sdk/flow/plan.ts'
import { compileUntrusted, type Validator } from '../platform/validate.ts'
import type { PublishedFlow } from './engine.types.ts'
import type { Machine } from './machine.types.ts'

/** What goes into a sub-flow, and what comes out of it, against what its trigger declares. Null: it fits, or nothing is declared. */
export function subflowFault(flow: PublishedFlow, what: 'input' | 'output', value: Json): StepError | null {
  const faults = validatorsOf(flow)[what]?.validate(value) ?? []
  const [first] = faults
  if (first === undefined) return null
  const shown = faults.slice(0, 5).map(({ field, reason }) => `${field === '' ? 'the value' : field} ${reason}`)
  const verb = what === 'input' ? 'does not take this input' : 'gave an output that it does not declare'
  return { code: `invalid_${what}`, message: `The sub-flow ${verb}: ${shown.join('; ')}`, at: `/${what}${first.field}` }
}

interface Validators {
  input?: Validator<Json>
  output?: Validator<Json>
}

/** By version: the same object comes back while it is cached. */
const known = new WeakMap<PublishedFlow, Validators>()

function validatorsOf(flow: PublishedFlow): Validators {
  const before = known.get(flow)
  if (before !== undefined) return before
  const made: Validators = {}
  const { trigger } = flow.definition
  if (trigger.kind === 'subflow') {
    if (trigger.input !== undefined) made.input = compileUntrusted<Json>(trigger.input)
    if (trigger.output !== undefined) made.output = compileUntrusted<Json>(trigger.output)
  }
  known.set(flow, made)
  return made
}

/** What a run gives whoever called it: its stop step's message, else the output of the last root step that ran. */
export function outputOf({ state }: Machine, definition: FlowDefinition): Json {
  const done = (id: string): StepRecord | undefined => {
    const record = Object.hasOwn(state.steps, id) ? state.steps[id] : undefined
    return record?.status === 'done' ? record : undefined
  }
  const stopped = Object.keys(definition.steps).find(
    (id) => definition.steps[id]?.kind === 'stop' && done(id) !== undefined && done(id)?.skippedBy === undefined,
  )
  const last = stopped ?? planOf(definition).root.findLast((id) => done(id) !== undefined)
  return last === undefined ? null : (done(last)?.output ?? null)
}
