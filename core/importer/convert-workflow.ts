import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { problemsOf } from '../../sdk/flow/validate.ts'
import { assembleFlow, resultStep } from './assemble-flow.ts'
import type { NodeReport, StepDraft, Verdict, WorkflowReport } from './conversion.types.ts'
import { type ConvertedNode, convertNodes } from './convert-nodes.ts'
import type { N8nNode, N8nWorkflow } from './n8n.types.ts'
import { type ConvertedTrigger, isTrigger, TRIGGERS } from './nodes/triggers.ts'
import { readText } from './parameters.ts'
import { type Reason, reason } from './reasons.ts'
import { createNames } from './step-names.ts'
import { stepNotes, stickyNotes } from './sticky-notes.ts'
import { tidy } from './tidy.ts'
import { graphOfWorkflow, type WorkflowGraph } from './workflow-graph.ts'

export interface ImportOptions {
  /** Of the workspace, for workflows that name none. */
  timezone: string
  /** The flow that a workflow of the same import becomes, or an empty text. */
  flowIdOf(workflowId: string): string
}

export interface ConvertedWorkflow {
  name: string
  definition: FlowDefinition
  report: WorkflowReport
}

/** One workflow as a flow, and what became of each of its nodes. Pure: the same export gives the same flow. */
export function convertWorkflow(workflow: N8nWorkflow, options: ImportOptions): ConvertedWorkflow {
  const graph = graphOfWorkflow(workflow)
  const notes: Reason[] = []
  const timezone = workflow.settings.timezone ?? options.timezone
  const trigger = convertedTrigger(graph, workflow, timezone, notes)
  const names = createNames()
  const nodes = convertNodes({ workflow, graph, trigger, timezone, names, flowIdOf: options.flowIdOf })
  addUnreached(graph, nodes, names)
  for (const name of workflow.pinned.keys())
    if (name !== graph.start?.name && nodes.has(name)) notes.push(reason('pinned_left', { node: name }))
  const sticky = stickyNotes(workflow)
  const last = lastSteps(workflow, graph, { trigger, nodes, names })
  const definition = assembleFlow({ workflow, graph, trigger, nodes, notes: stepNotes(nodes), last })
  if (sticky.reports.length > 0) definition.notes = sticky.notes
  if (workflow.settings.errorWorkflow !== undefined) {
    const errorFlowId = options.flowIdOf(workflow.settings.errorWorkflow)
    if (errorFlowId === '') notes.push(reason('error_workflow'))
    else definition.settings = { ...definition.settings, errorFlowId }
  }
  tellProblems(definition, nodes)
  if (workflow.settings.timezone === undefined && /\bzone\b|setZone/.test(JSON.stringify(definition.steps))) {
    notes.push(reason('timezone_assumed', { timezone }))
  }
  const reports = [...triggerReports(workflow, graph, trigger), ...[...nodes.values()].map(nodeReport), ...sticky.reports]
  return { name: workflow.name, definition, report: reportOf(workflow, reports, [...notes, ...trigger.notes]) }
}

function convertedTrigger({ start }: WorkflowGraph, workflow: N8nWorkflow, timezone: string, notes: Reason[]): ConvertedTrigger {
  const convert = start === null ? undefined : TRIGGERS.get(start.type)
  if (start === null) notes.push(reason('no_trigger'))
  if (start === null || convert === undefined) return { trigger: { kind: 'manual' }, items: '[trigger ?? {}]', reasons: [], notes: [] }
  return convert({ node: start, timezone, pinned: workflow.pinned.get(start.name) ?? [] })
}

function triggerReports(workflow: N8nWorkflow, { start }: WorkflowGraph, trigger: ConvertedTrigger): NodeReport[] {
  return workflow.nodes
    .filter((node) => isTrigger(node))
    .map((node): NodeReport => {
      const row = { node: node.name, type: node.type, steps: [] }
      if (node === start && !TRIGGERS.has(node.type))
        return { ...row, verdict: 'missing', reasons: [reason('type_unknown', { type: node.type })] }
      if (node === start) {
        const pinned = workflow.pinned.has(node.name) ? [reason('pinned_sample')] : []
        return { ...row, verdict: trigger.reasons.length > 0 ? 'approximated' : 'converted', reasons: [...trigger.reasons, ...pinned] }
      }
      if (node.type === 'n8n-nodes-base.manualTrigger') return { ...row, verdict: 'approximated', reasons: [reason('manual_beside')] }
      return { ...row, verdict: 'missing', reasons: [reason('second_trigger', { trigger: start?.name ?? '' })] }
    })
}

/** What no run reaches is kept as disabled steps, so that nothing is lost. */
function addUnreached(graph: WorkflowGraph, nodes: Map<string, ConvertedNode>, names: (title: string) => string): void {
  for (const node of graph.unreached) {
    if (isTrigger(node)) continue
    const steps: StepDraft[] = [{ name: names(node.name), body: { kind: 'map', value: null, disabled: true } }]
    const conversion = { steps, outputs: ['[]'], pairing: 'none' as const }
    nodes.set(node.name, { node, conversion, reasons: [reason('not_reached')], isMissing: true, refersTo: new Set() })
  }
}

/** The answer of a webhook that n8n gives by itself, and what a sub-flow gives back. */
function lastSteps(
  workflow: N8nWorkflow,
  graph: WorkflowGraph,
  { trigger, nodes, names }: { trigger: ConvertedTrigger; nodes: ReadonlyMap<string, ConvertedNode>; names: (title: string) => string },
): StepDraft[] {
  const { start } = graph
  const end = graph.order.findLast((node) => graph.loopOf(node.name) === null)
  const items = end === undefined ? trigger.items : (nodes.get(end.name)?.conversion.outputs[0] ?? '[]')
  if (trigger.trigger.kind === 'subflow') return [resultStep(names('result'), items)]
  if (start === null || trigger.trigger.kind !== 'webhook' || readText(start.parameters, 'responseMode') !== 'lastNode') return []
  trigger.reasons.push(reason('answer_last', { node: end?.name ?? workflow.name }))
  return [{ name: names('response'), body: { kind: 'respond', status: 200, body: `{{ ${tidy(`(${items}).at(0) ?? null`)} }}` } }]
}

/** What the editor would refuse is said of the node it stands in. */
function tellProblems(definition: FlowDefinition, nodes: ReadonlyMap<string, ConvertedNode>): void {
  const byStep = new Map([...nodes.values()].flatMap((node) => node.conversion.steps.map((step) => [step.name, node] as const)))
  for (const problem of problemsOf(definition)) {
    const name = definition.steps[problem.stepId]?.name
    const found = name === undefined ? undefined : byStep.get(name)
    if (problem.severity === 'error' && problem.code !== 'flow_missing')
      found?.reasons.push(reason('needs_fixing', { problem: problem.message }))
  }
}

function nodeReport({ node, conversion, reasons, isMissing }: ConvertedNode): NodeReport {
  const verdict: Verdict = isMissing ? 'missing' : reasons.length > 0 ? 'approximated' : 'converted'
  return { node: node.name, type: node.type, verdict, steps: conversion.steps.map(({ name }) => name), reasons }
}

function reportOf({ name, nodes }: N8nWorkflow, reports: readonly NodeReport[], notes: readonly Reason[]): WorkflowReport {
  const order = new Map(nodes.map((node: N8nNode, i) => [node.name, i]))
  const count = (verdict: Verdict): number => reports.filter((row) => row.verdict === verdict).length
  return {
    workflow: name,
    counts: { converted: count('converted'), approximated: count('approximated'), missing: count('missing') },
    nodes: reports.toSorted((a, b) => (order.get(a.node) ?? 0) - (order.get(b.node) ?? 0)),
    notes: [...notes],
  }
}
