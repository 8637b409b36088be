import type { AggregateStep, FlowDefinition, Json, Step } from './definition.ts'
import { graphOf, stepIds, stepOf } from './graph.ts'
import { stepNamesOf } from './references.ts'
import { stepExpressionProblems } from './validate-expressions.ts'
import { graphProblems } from './validate-graph.ts'
import { type FlowProblem, type ProblemCode, problemText } from './validate-messages.ts'
import { settingsProblems } from './validate-settings.ts'

export type { FlowProblem } from './validate-messages.ts'

/** What only the server knows. A fact that is not given is not checked. */
export interface FlowFacts {
  hasPlugin?(plugin: string): boolean
  hasAction?(plugin: string, action: string): boolean
  hasTrigger?(plugin: string, trigger: string): boolean
  hasConnection?(connectionId: string, plugin: string): boolean
  hasFlow?(flowId: string): boolean
}

/** Characters of a code step (security.md 5). */
export const MAX_CODE_CHARS = 256 * 1024
export const MAX_STEPS = 1000

/** JavaScript names that cannot be a step's name: `steps.<name>` must read as plain code. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/

/**
 * Everything wrong with a definition, as a person should hear it: graph rules, names, expressions, and what the facts say
 * about connectors. An error keeps a flow from being published; a draft may be saved with both.
 * TypeScript and the syntax of code steps are left to the compiler in core.
 */
export function problemsOf(definition: FlowDefinition, facts: FlowFacts = {}): FlowProblem[] {
  const problems: FlowProblem[] = []
  const report: Report = (stepId, field, code, params = {}, severity = 'error') => {
    problems.push({ stepId, field, severity, code, message: problemText(code, params) })
  }
  const ids = stepIds(definition)
  if (ids.length === 0) report('flow', '', 'no_steps', {}, 'warning')
  if (ids.length > MAX_STEPS) {
    report('flow', '', 'too_many_steps', { max: MAX_STEPS })
    return problems
  }
  const graph = graphOf(definition)
  const names = stepNamesOf(definition)
  graphProblems(definition, graph, report)
  nameProblems(definition, report)
  triggerProblems(definition, facts, report)
  settingsProblems(definition, report)
  for (const id of ids) {
    const step = stepOf(definition, id)
    if (step === undefined) continue
    stepProblems(definition, id, step, facts, report)
    stepExpressionProblems({ definition, graph, names }, id, step, report)
  }
  return problems
}

export type Report = (
  stepId: string,
  field: string,
  code: ProblemCode,
  params?: Record<string, string | number>,
  severity?: FlowProblem['severity'],
) => void

function nameProblems(definition: FlowDefinition, report: Report): void {
  const taken = new Set<string>()
  for (const id of stepIds(definition)) {
    const name = stepOf(definition, id)?.name ?? ''
    if (!IDENTIFIER.test(name)) report(id, '/name', 'name_invalid', { name: name.slice(0, 80) })
    else if (taken.has(name)) report(id, '/name', 'name_taken', { name })
    taken.add(name)
  }
}

function triggerProblems(definition: FlowDefinition, facts: FlowFacts, report: Report): void {
  const { trigger } = definition
  if (trigger.kind !== 'connector') return
  if (facts.hasPlugin?.(trigger.plugin) === false) report('trigger', '/plugin', 'plugin_unknown', { plugin: trigger.plugin })
  else if (facts.hasTrigger?.(trigger.plugin, trigger.trigger) === false) {
    report('trigger', '/trigger', 'trigger_unknown', { plugin: trigger.plugin, trigger: trigger.trigger })
  }
  connectionProblems('trigger', trigger, facts, report)
}

function stepProblems(definition: FlowDefinition, id: string, step: Step, facts: FlowFacts, report: Report): void {
  switch (step.kind) {
    case 'action':
      if (facts.hasPlugin?.(step.plugin) === false) report(id, '/plugin', 'plugin_unknown', { plugin: step.plugin })
      else if (facts.hasAction?.(step.plugin, step.action) === false) {
        report(id, '/action', 'action_unknown', { plugin: step.plugin, action: step.action })
      }
      connectionProblems(id, step, facts, report)
      return
    case 'respond':
      if (!answersByFlow(definition)) report(id, '', 'respond_without_webhook')
      return
    case 'code':
      if (step.code.trim() === '') report(id, '/code', 'code_empty')
      if (step.code.length > MAX_CODE_CHARS) report(id, '/code', 'code_too_large')
      return
    case 'filter':
      itemsProblems(id, step, report)
      if (step.condition.trim() === '') report(id, '/condition', 'condition_empty')
      return
    case 'branch':
    case 'while':
      if (step.condition.trim() === '') report(id, '/condition', 'condition_empty')
      return
    case 'switch':
      step.cases.forEach((each, i) => {
        if (each.condition.trim() === '') report(id, `/cases/${i}/condition`, 'condition_empty')
      })
      laneProblems(id, '/cases', step.cases, report)
      return
    case 'parallel':
      laneProblems(id, '/lanes', step.lanes, report)
      return
    case 'approval':
      laneProblems(id, '/outcomes', step.outcomes, report)
      return
    case 'http':
      if (step.url === '') report(id, '/url', 'field_empty', { field: 'URL' })
      return
    case 'store':
      if (!/^[a-z][a-z0-9_-]{0,62}$/.test(step.table)) report(id, '/table', 'table_name_invalid')
      return
    case 'subflow':
      if (step.flowId === '') report(id, '/flowId', 'flow_missing')
      else if (facts.hasFlow?.(step.flowId) === false) report(id, '/flowId', 'flow_unknown')
      return
    case 'aggregate':
      figureProblems(id, step, report)
      itemsProblems(id, step, report)
      return
    case 'split':
    case 'forEach':
      itemsProblems(id, step, report)
      return
    case 'map':
    case 'stop':
    case 'delay':
    case 'wait':
      return
    default: {
      const never: never = step
      throw new TypeError(`unknown step kind: ${String(never)}`)
    }
  }
}

function itemsProblems(id: string, step: { items: Json }, report: Report): void {
  if (step.items === '' || step.items === null) report(id, '/items', 'items_missing')
}

/** In a group, `key` is what its items have in common. */
function figureProblems(id: string, { figures, groupBy }: AggregateStep, report: Report): void {
  const taken = new Set(groupBy === undefined ? [] : ['key'])
  figures.forEach(({ name }, i) => {
    if (!IDENTIFIER.test(name) || taken.has(name)) report(id, `/figures/${i}/name`, 'figure_name_invalid', { name: name.slice(0, 80) })
    taken.add(name)
  })
}

/** Whether a caller waits for what a respond step says. */
function answersByFlow({ trigger }: FlowDefinition): boolean {
  return (trigger.kind === 'webhook' || trigger.kind === 'api') && trigger.answer === 'flow'
}

/** Lanes are told apart by their id; `error`, `else` and `overdue` are ours. */
function laneProblems(id: string, field: string, lanes: ReadonlyArray<{ lane: string }>, report: Report): void {
  const taken = new Set(['error', 'else', 'overdue'])
  lanes.forEach(({ lane }, i) => {
    if (taken.has(lane)) report(id, `${field}/${i}/lane`, 'lane_taken', { lane })
    taken.add(lane)
  })
}

/** Whether a connector needs a connection at all is known to who knows the connectors: without them an empty one is no fault. */
function connectionProblems(id: string, of: { plugin: string; connectionId: string }, facts: FlowFacts, report: Report): void {
  if (facts.hasConnection === undefined) return
  if (of.connectionId === '') report(id, '/connectionId', 'connection_missing')
  else if (!facts.hasConnection(of.connectionId, of.plugin)) report(id, '/connectionId', 'connection_unknown')
}
