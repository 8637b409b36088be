import type { FlowDefinition, Step } from './definition.ts'
import { type ExpressionProblem, hasExpression, splitTemplate } from './expressions.ts'
import { type RewriteScope, rewriteExpression, type StepUse } from './expressions-rewrite.ts'
import { type FlowGraph, stepOf } from './graph.ts'
import { referencesOf, resolveStep, type StepNames } from './references.ts'
import { type Sees, textsOf } from './step-texts.ts'
import type { Report } from './validate.ts'
import { closedLoop, loopNamesKnown, loopsAround, mayNotHaveRun, upstreamOf } from './visibility.ts'

/** What the expressions of one text of a step may name. */
export function scopeOf(definition: FlowDefinition, names: StepNames, id: string, sees: Sees): RewriteScope {
  return {
    stepIdOf: (written) => resolveStep(names, written),
    stepNameOf: (stepId) => names.nameOf.get(stepId) ?? stepId,
    knows: loopNamesKnown(definition, id, sees),
    hasLinks: (stepId) => {
      const kind = stepOf(definition, stepId)?.kind
      return (kind === 'wait' || kind === 'approval') && loopsAround(definition, stepId).length === 0
    },
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

/** A use of a step, and which text it stands in. */
type PlacedUse = StepUse & { field: string; sees: Sees }

/** A definition, with what all of its steps are judged by. */
export interface ReadDefinition {
  definition: FlowDefinition
  graph: FlowGraph
  names: StepNames
}

/** What is wrong with a step's expressions, and with what they and its code refer to. */
export function stepExpressionProblems(read: ReadDefinition, id: string, step: Step, report: Report): void {
  const { definition, names } = read
  const uses: PlacedUse[] = codeUses(definition, id, report)
  for (const { field, text, reads, sees } of textsOf(step)) {
    if (reads === 'code') continue
    const scope = scopeOf(definition, names, id, sees)
    const check = (source: string): void => {
      const rewritten = rewriteExpression(source, scope)
      if (rewritten.ok) uses.push(...rewritten.uses.map((use) => ({ ...use, field, sees })))
      else report(id, field, rewritten.problem.code, problemParams(rewritten.problem))
    }
    if (reads === 'template') checkTemplate(text, check, (problem) => report(id, field, problem.code, problem.params))
    else if (text.trim() !== '') {
      const condition = conditionSource(text)
      if (condition.ok) check(condition.source)
      else report(id, field, condition.problem?.code ?? 'condition_not_one', problemParams(condition.problem))
    }
  }
  orderProblems(read, id, uses, report)
}

function checkTemplate(text: string, check: (source: string) => void, refuse: (problem: ExpressionProblem) => void): void {
  const split = splitTemplate(text)
  if (!split.ok) refuse(split.problem)
  for (const part of split.parts) if (part.kind === 'expression') check(part.source)
}

/** Code may name steps freely, but not steps that do not exist. */
function codeUses(definition: FlowDefinition, id: string, report: Report): PlacedUse[] {
  const step = stepOf(definition, id)
  if (step?.kind !== 'code') return []
  const uses: PlacedUse[] = []
  for (const { name, stepId, field, isLink } of referencesOf(definition, id)) {
    if (field !== '/code' || isLink === true) continue
    if (stepId === null) report(id, field, 'step_unknown', { name })
    else uses.push({ stepId, optional: true, field, sees: 'step' })
  }
  return uses
}

function orderProblems({ definition, graph }: ReadDefinition, id: string, uses: readonly PlacedUse[], report: Report): void {
  const seen = new Set<string>()
  const upstream = new Map<Sees, ReadonlySet<string>>()
  for (const { stepId, optional, field, sees } of uses) {
    const key = `${stepId} ${field}`
    if (seen.has(key)) continue
    seen.add(key)
    const before = upstream.get(sees) ?? new Set(upstreamOf(definition, id, sees, graph))
    upstream.set(sees, before)
    const name = definition.steps[stepId]?.name ?? stepId
    const closed = closedLoop(definition, id, stepId, sees)
    if (!before.has(stepId)) report(id, field, 'step_not_before', { name })
    else if (closed !== undefined) report(id, field, 'step_in_loop', { name, loop: definition.steps[closed]?.name ?? closed })
    else if (!optional && mayNotHaveRun(definition, id, stepId)) report(id, field, 'step_may_not_run', { name }, 'warning')
  }
}

function problemParams(problem: ExpressionProblem | null): Record<string, string | number> {
  return problem?.params ?? {}
}
