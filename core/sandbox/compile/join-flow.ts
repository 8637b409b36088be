import { createHash } from 'node:crypto'
import type { FlowDefinition, Step } from '../../../sdk/flow/definition.ts'
import { HELPER_NAMES } from '../../../sdk/flow/expressions-names.ts'
import type { RewriteScope } from '../../../sdk/flow/expressions-rewrite.ts'
import { stepIds, stepOf } from '../../../sdk/flow/graph.ts'
import { planOf } from '../../../sdk/flow/plan.ts'
import { stepNamesOf } from '../../../sdk/flow/references.ts'
import { problemsOf } from '../../../sdk/flow/validate.ts'
import { conditionSource, scopeOf } from '../../../sdk/flow/validate-expressions.ts'
import { type FlowProblem, problemText } from '../../../sdk/flow/validate-messages.ts'
import type { CompiledFlow } from '../sandbox.types.ts'
import { compileCode } from './compile-code.ts'
import { compileExpression, compileTemplate, NotCompilable } from './compile-template.ts'

/** Characters of a whole flow script. */
const MAX_SCRIPT_CHARS = 4 * 1024 * 1024

/**
 * All expressions and code steps of a flow, each checked alone, as one script for the guest. Null when any problem is an error:
 * nothing is joined that did not pass. The script's value is a function of the guest's kit; expressions see `$` and the helper
 * names, code steps the helper names only, and neither sees the walk.
 */
export async function joinFlow(
  definition: FlowDefinition,
  prelude: string,
): Promise<{ compiled: CompiledFlow | null; problems: FlowProblem[] }> {
  const problems = problemsOf(definition)
  const codes = new Map<string, string>()
  for (const id of stepIds(definition)) {
    const step = stepOf(definition, id)
    if (step?.kind !== 'code' || problems.some((known) => known.stepId === id && known.code.startsWith('code_'))) continue
    const compiled = await compileCode(step.code)
    if (compiled.ok) codes.set(id, compiled.js)
    else problems.push({ stepId: id, field: '/code', severity: 'error', code: compiled.problem.code, message: compiled.problem.message })
  }
  if (problems.some((problem) => problem.severity === 'error')) return { compiled: null, problems }
  const script = scriptOf(definition, codes, prelude)
  if (script === null || script.length > MAX_SCRIPT_CHARS) {
    const reason = script === null ? 'nesting' : '4 MB'
    problems.push({
      stepId: 'flow',
      field: '',
      severity: 'error',
      code: 'script_refused',
      message: problemText('script_refused', { reason }),
    })
    return { compiled: null, problems }
  }
  return { compiled: { script, hash: createHash('sha256').update(script).digest('hex') }, problems }
}

function scriptOf(definition: FlowDefinition, codes: ReadonlyMap<string, string>, prelude: string): string | null {
  try {
    const expressions = members(definition, (id, step) => (codes.has(id) ? null : `() => (${expressionOf(step, scopeFor(definition))})`))
    const functions = members(definition, (id) => codes.get(id) ?? null)
    const names = [...HELPER_NAMES].join(', ')
    const parts = [
      `plan: ${parsed(planOf(definition))}`,
      `shapes: ${parsed(shapesOf(definition))}`,
      `expressions: function ($, ${names}) { return { __proto__: null, ${expressions} } }`,
      `codes: function (${names}) { return { __proto__: null, ${functions} } }`,
    ]
    // The parts are arguments, so their functions are outside the prelude's scope.
    return `"use strict";\n(function (parts) {${prelude};return function (kit) { return tomadaFlow.load(parts, kit) }})({\n${parts.join(',\n')}\n})`
  } catch (error) {
    if (error instanceof NotCompilable) return null
    throw error
  }
}

function scopeFor(definition: FlowDefinition): RewriteScope {
  return scopeOf(stepNamesOf(definition))
}

/** What a step evaluates. The one place to say it when a step kind is added. */
function expressionOf(step: Step, scope: RewriteScope): string {
  switch (step.kind) {
    case 'action':
      return compileTemplate(step.input, '/input', scope)
    case 'map':
      return compileTemplate(step.value, '/value', scope)
    case 'branch': {
      const condition = conditionSource(step.condition)
      if (!condition.ok) throw new NotCompilable('condition_not_one')
      return compileExpression(condition.source, '/condition', scope)
    }
    case 'respond': {
      const headers = compileTemplate(step.headers ?? {}, '/headers', scope)
      return `{status: ${compileTemplate(step.status, '/status', scope)}, headers: ${headers}, body: ${compileTemplate(step.body, '/body', scope)}}`
    }
    case 'stop':
      return compileTemplate(step.message ?? null, '/message', scope)
    case 'code':
      throw new NotCompilable('code_empty')
    case 'http':
    case 'store':
    case 'filter':
    case 'split':
    case 'aggregate':
    case 'switch':
    case 'forEach':
    case 'while':
    case 'parallel':
    case 'delay':
    case 'wait':
    case 'approval':
    case 'subflow':
      throw new NotCompilable('script_refused')
    default: {
      const never: never = step
      throw new TypeError(`unknown step kind: ${String(never)}`)
    }
  }
}

function members(definition: FlowDefinition, js: (id: string, step: Step) => string | null): string {
  const list: string[] = []
  for (const id of stepIds(definition)) {
    const step = stepOf(definition, id)
    const text = step === undefined ? null : js(id, step)
    if (text !== null) list.push(`[${JSON.stringify(id)}]: ${text}`)
  }
  return list.join(',\n')
}

function shapesOf(definition: FlowDefinition): Record<string, { name: string; outcome?: 'success' | 'error' }> {
  return Object.fromEntries(
    stepIds(definition).map((id) => {
      const step = stepOf(definition, id)
      return [id, { name: step?.name ?? id, ...(step?.kind === 'stop' ? { outcome: step.outcome } : {}) }]
    }),
  )
}

function parsed(value: unknown): string {
  return `JSON.parse(${JSON.stringify(JSON.stringify(value))})`
}
