import type { FlowDefinition, Step } from './definition.ts'
import { type ExpressionProblem, hasExpression, splitTemplate } from './expressions.ts'
import { type RewriteScope, rewriteExpression, type StepUse } from './expressions-rewrite.ts'
import { ancestorsOf, upstreamOf } from './graph.ts'
import { referencesOf, resolveStep, type StepNames, stepNamesOf } from './references.ts'
import { textsOf } from './step-texts.ts'
import type { Report } from './validate.ts'

/** How a definition's expressions see its steps. */
export function scopeOf(names: StepNames): RewriteScope {
  return {
    stepIdOf: (written) => resolveStep(names, written),
    stepNameOf: (stepId) => names.nameOf.get(stepId) ?? stepId,
    inLoop: false,
  }
}

/**
 * The one expression of a condition: bare, or the only thing in the text and in braces.
 */
export function conditionSource(condition: string): { ok: true; source: string } | { ok: false; problem: ExpressionProblem | null } {
  if (!hasExpression(condition)) return { ok: true, source: condition }
  const split = splitTemplate(condition.trim())
  const [only, ...more] = split.parts
  if (split.ok && only?.kind === 'expression' && more.length === 0) return { ok: true, source: only.source }
  return { ok: false, problem: split.ok ? null : split.problem }
}

/** What is wrong with a step's expressions, and with what they and its code refer to. */
export function stepExpressionProblems(definition: FlowDefinition, id: string, step: Step, report: Report): void {
  if (step.kind === 'code') {
    codeReferenceProblems(definition, id, report)
    return
  }
  const scope = scopeOf(stepNamesOf(definition))
  const uses: Array<StepUse & { field: string }> = []
  const check = (source: string, field: string): void => {
    const rewritten = rewriteExpression(source, scope)
    if (rewritten.ok) uses.push(...rewritten.uses.map((use) => ({ ...use, field })))
    else report(id, field, rewritten.problem.code, problemParams(rewritten.problem))
  }
  for (const { field, text, reads } of textsOf(step)) {
    if (reads === 'expression') {
      if (text.trim() === '') continue
      const condition = conditionSource(text)
      if (condition.ok) check(condition.source, field)
      else report(id, field, condition.problem?.code ?? 'condition_not_one', problemParams(condition.problem))
      continue
    }
    const split = splitTemplate(text)
    if (!split.ok) report(id, field, split.problem.code, problemParams(split.problem))
    for (const part of split.parts) if (part.kind === 'expression') check(part.source, field)
  }
  orderProblems(definition, id, uses, report)
}

/** Code may name steps freely, but not steps that do not exist. */
function codeReferenceProblems(definition: FlowDefinition, id: string, report: Report): void {
  const uses: Array<StepUse & { field: string }> = []
  for (const { name, stepId, field } of referencesOf(definition, id)) {
    if (stepId === null) report(id, field, 'step_unknown', { name })
    else uses.push({ stepId, optional: true, field })
  }
  orderProblems(definition, id, uses, report)
}

function orderProblems(definition: FlowDefinition, id: string, uses: ReadonlyArray<StepUse & { field: string }>, report: Report): void {
  if (uses.length === 0) return
  const upstream = new Set(upstreamOf(definition, id))
  const around = [id, ...ancestorsOf(definition, id)]
  const seen = new Set<string>()
  for (const { stepId, optional, field } of uses) {
    const key = `${stepId} ${field}`
    if (seen.has(key)) continue
    seen.add(key)
    const name = definition.steps[stepId]?.name ?? stepId
    if (!upstream.has(stepId)) report(id, field, 'step_not_before', { name })
    else if (!optional && ancestorsOf(definition, stepId).some((container) => !around.includes(container))) {
      report(id, field, 'step_may_not_run', { name }, 'warning')
    }
  }
}

function problemParams(problem: ExpressionProblem | null): Record<string, string | number> {
  return problem?.params ?? {}
}
