import type { FlowDefinition, Json, Step, Template } from '../../../sdk/flow/definition.ts'
import type { StepNames } from '../../../sdk/flow/references.ts'
import type { Sees } from '../../../sdk/flow/step-texts.ts'
import { conditionSource, scopeOf } from '../../../sdk/flow/validate-expressions.ts'
import type { BesideFunctions } from '../guest/flow-parts.ts'
import { compileExpression, compileTemplate, NotCompilable } from './compile-template.ts'

/** JavaScript of what one step evaluates, by the members of FlowFunctions. */
export interface StepFunctions {
  value?: string
  cases?: string
  list?: string
  beside?: string
}

interface StepCompiler {
  template(value: Template, field: string): string
  /** `() => …` over one expression. */
  expression(source: string, field: string, sees?: Sees): string
}

/** What a step evaluates. The one place to say it when a step kind is added; every text must be one of `step-texts.ts`. */
export function functionsOf(definition: FlowDefinition, names: StepNames, id: string, step: Step): StepFunctions {
  const compiler: StepCompiler = {
    template: (value, field) => compileTemplate(value, field, scopeOf(definition, names, id, 'step')),
    expression: (source, field, sees = 'step') => {
      const condition = conditionSource(source)
      if (!condition.ok) throw new NotCompilable('condition_not_one')
      return `() => ${compileExpression(condition.source, field, scopeOf(definition, names, id, sees))}`
    },
  }
  return { ...ownOf(step, compiler), ...besideOf(step, compiler) }
}

function besideOf(step: Step, { expression }: StepCompiler): Pick<StepFunctions, 'beside'> {
  const found: string[] = []
  const add = (field: keyof BesideFunctions, source: string | undefined, sees: Sees): void => {
    if (isWritten(source)) found.push(`${field}: ${expression(source, `/${field}`, sees)}`)
  }
  add('skipWhen', step.skipWhen, 'step')
  add('stopWhen', step.stopWhen, 'after')
  if (step.kind === 'forEach' || step.kind === 'while') {
    add('collect', step.collect, 'inside')
    add('stopAfter', step.stopAfter, 'inside')
  }
  if (step.kind === 'while') add('condition', step.condition, 'iteration')
  return found.length === 0 ? {} : { beside: `{ ${found.join(', ')} }` }
}

/** A field that was emptied again counts as not there. */
function isWritten(source: string | undefined): source is string {
  return source !== undefined && source.trim() !== ''
}

function ownOf(step: Step, compiler: StepCompiler): StepFunctions {
  const { template, expression } = compiler
  switch (step.kind) {
    case 'branch':
      return { value: expression(step.condition, '/condition') }
    case 'switch':
      return { cases: `[${step.cases.map((each, i) => expression(each.condition, `/cases/${i}/condition`)).join(', ')}]` }
    case 'filter':
    case 'split':
    case 'aggregate':
      return { list: listOf(step, compiler) }
    // Evaluated beside their value, or nothing to evaluate.
    case 'code':
    case 'while':
    case 'parallel':
      return {}
    default:
      return { value: `() => (${ownValue(step, template)})` }
  }
}

function listOf(step: Extract<Step, { kind: 'filter' | 'split' | 'aggregate' }>, { template, expression }: StepCompiler): string {
  const items = `items: () => (${template(step.items, '/items')})`
  switch (step.kind) {
    case 'filter':
      return `{${items}, holds: ${expression(step.condition, '/condition', 'item')}}`
    case 'split':
      return `{${items}, size: () => (${template(step.size, '/size')})}`
    case 'aggregate': {
      const groupBy = isWritten(step.groupBy) ? `, groupBy: ${expression(step.groupBy, '/groupBy', 'item')}` : ''
      const values = step.figures.map(({ value }, i) => (isWritten(value) ? expression(value, `/figures/${i}/value`, 'item') : 'null'))
      return `{${items}${groupBy}, values: [${values.join(', ')}]}`
    }
    default:
      return step satisfies never
  }
}

type ValueStep = Exclude<Step, { kind: 'branch' | 'switch' | 'filter' | 'split' | 'aggregate' | 'code' | 'while' | 'parallel' }>
type CompileValue = StepCompiler['template']

/** A step's value, or the input of one whose work is outside (see ENGINE inputs in `core/runs/outside.types.ts`). */
function ownValue(step: ValueStep, template: CompileValue): string {
  const fields = (...names: Array<[name: string, value: Template | undefined]>): string =>
    `{${names.map(([name, value]) => `${name}: ${template(value ?? null, `/${name}`)}`).join(', ')}}`
  switch (step.kind) {
    case 'action':
    case 'subflow':
      return template(step.input, '/input')
    case 'map':
      return template(step.value, '/value')
    case 'http':
      return `{url: ${template(step.url, '/url')}, headers: ${template(step.headers ?? {}, '/headers')}, query: ${template(step.query ?? {}, '/query')}, body: ${template(step.body?.value ?? null, '/body/value')}}`
    case 'store':
      return fields(['key', step.key], ['value', step.value], ['by', step.by], ['where', step.where])
    case 'forEach':
      return template(step.items, '/items')
    case 'delay':
      return template(step.delay, '/delay')
    case 'wait':
      return fields(['timeout', step.timeout])
    case 'approval': {
      const { question, details, deadline, reminder } = step
      const escalation: Json | undefined = step.escalation
      return fields(
        ['question', question],
        ['details', details],
        ['deadline', deadline],
        ['reminder', reminder],
        ['escalation', escalation],
      )
    }
    case 'respond':
      return fields(['status', step.status], ['headers', step.headers ?? {}], ['body', step.body])
    case 'stop':
      return template(step.message ?? null, '/message')
    default:
      return step satisfies never
  }
}
