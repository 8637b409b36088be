import type { FlowDefinition, Json, Step, Template } from '../../../sdk/flow/definition.ts'
import type { StepNames } from '../../../sdk/flow/references.ts'
import type { Sees } from '../../../sdk/flow/step-texts.ts'
import { conditionSource, scopeOf } from '../../../sdk/flow/validate-expressions.ts'
import { compileExpression, compileTemplate, NotCompilable } from './compile-template.ts'

/** JavaScript of what one step evaluates, by the members of FlowFunctions. */
export interface StepFunctions {
  value?: string
  cases?: string
  list?: string
  /** By field. */
  beside: Record<string, string>
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
  return { ...ownOf(step, compiler), beside: besideOf(step, compiler) }
}

function besideOf(step: Step, { expression }: StepCompiler): Record<string, string> {
  const found: Record<string, string> = {}
  if (step.skipWhen !== undefined) found['skipWhen'] = expression(step.skipWhen, '/skipWhen')
  if (step.stopWhen !== undefined) found['stopWhen'] = expression(step.stopWhen, '/stopWhen', 'after')
  if (step.kind !== 'forEach' && step.kind !== 'while') return found
  if (step.collect !== undefined) found['collect'] = expression(step.collect, '/collect', 'inside')
  if (step.stopAfter !== undefined) found['stopAfter'] = expression(step.stopAfter, '/stopAfter', 'inside')
  if (step.kind === 'while') found['condition'] = expression(step.condition, '/condition', 'iteration')
  return found
}

function ownOf(step: Step, compiler: StepCompiler): Omit<StepFunctions, 'beside'> {
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
      const groupBy = step.groupBy === undefined ? '' : `, groupBy: ${expression(step.groupBy, '/groupBy', 'item')}`
      const values = step.figures.map(({ value }, i) => (value === undefined ? 'null' : expression(value, `/figures/${i}/value`, 'item')))
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
      return fields(['url', step.url], ['headers', step.headers ?? {}], ['query', step.query ?? {}], ['body', step.body])
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
