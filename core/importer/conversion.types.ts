import type { Step } from '../../sdk/flow/definition.ts'
import type { ExpressionScope } from './expressions/expression.types.ts'
import type { N8nNode } from './n8n.types.ts'
import type { Reason, ReasonCode, ReasonParams } from './reasons.ts'

type Body<S> = S extends Step ? Omit<S, 'name' | 'title' | 'note' | 'parent'> : never
/** A step as a converter writes it. */
export type StepBody = Body<Step>

export interface StepDraft {
  name: string
  body: StepBody
  /** Name of the for-each around it, of the same node. */
  inside?: string
}

/**
 * How the items of a node's output stand to those of its first input: `same` number means same item; `one`: there is one item at most;
 * `none`: anything else, unless `origins` tells.
 */
export type Pairing = 'same' | 'one' | 'none'

/** What one node becomes. */
export interface Conversion {
  steps: StepDraft[]
  /** JavaScript of the items of each output, a list of plain values. */
  outputs: string[]
  pairing: Pairing
  /** Per output, JavaScript of the numbers that its items had in the first input. A step is made of it when something refers to them. */
  origins?: readonly string[]
}

/** What a converter works with. Everything it gives is JavaScript for expressions of our side. */
export interface NodeContext {
  node: N8nNode
  /** Items of an input; of several wires into it, one after the other. */
  input(index?: number): string
  /** How many inputs have a wire. */
  inputs: number
  scope: ExpressionScope
  /** A parameter, per item. */
  value(path: string): string
  /** A parameter, once: with the first item. */
  once(path: string): string
  /** A free step name for this node; the first call gives the plain one. */
  name(suffix?: string): string
  approximate(code: ReasonCode, params?: ReasonParams): void
  /** The flow that stands for another workflow, or an empty text. */
  flowIdOf(workflowId: string): string
}

export type NodeConverter = (context: NodeContext) => Conversion

export type Verdict = 'converted' | 'approximated' | 'missing'

export interface NodeReport {
  node: string
  type: string
  verdict: Verdict
  /** Titles of the steps it became. */
  steps: string[]
  reasons: Reason[]
}

export interface WorkflowReport {
  workflow: string
  counts: Record<Verdict, number>
  nodes: NodeReport[]
  /** What concerns no single node. */
  notes: Reason[]
}
