import type { FlowDefinition, HttpStep, Json } from '../../sdk/flow/definition.ts'
import type { FlowTemplateFile } from '../../sdk/flow-template.gen.ts'
import type { ActionResult } from '../actions/actions.types.ts'
import type { Trx } from '../platform/db.ts'
import type { FlowProblem, Sandbox } from '../sandbox/sandbox.types.ts'

/** What the flows slice asks of the connectors: does this exist, and what does it take and give? */
export interface ConnectorCatalogue {
  /** Null when no such action is installed. */
  action(
    plugin: string,
    action: string,
  ): { displayName: string; outcomes: readonly string[]; needsConnection: boolean; output: Json; sample: Json } | null
  trigger(plugin: string, trigger: string): { displayName: string; output: Json; sample: Json } | null
  /** `output` and `sample` are of one record. */
  resource(plugin: string, resource: string): { displayName: string; output: Json; sample: Json } | null
  templates(): FlowTemplate[]
}

export interface ConnectionPort {
  /** Connections of the workspace, by id. */
  listForFlows(trx: Trx): Promise<Map<string, { plugin: string; name: string }>>
}

/** Does the work of one step for "test this step", outside any run. */
export interface StepTester {
  http(request: { tenantId: string; step: HttpStep; input: Json; effectKey: string; now: number }): Promise<ActionResult>
  execute(request: {
    tenantId: string
    plugin: string
    action: string
    connectionId: string
    /** Whose call it is, in the log of calls. */
    flowId: string
    input: Json
    effectKey: string
    now: number
    /** Hex text that seeds the guest's random numbers. */
    seed: string
  }): Promise<ActionResult>
}

/** Outputs of the newest run of a flow, for samples in the builder. */
export interface SampleSource {
  lastOutputs(tenantId: string, flowId: string): Promise<{ runId: string; trigger: Json; steps: Record<string, Json> } | null>
}

export interface FlowTemplate {
  id: string
  name: { en: string; 'pt-BR': string }
  description: { en: string; 'pt-BR': string }
  category?: NonNullable<FlowTemplateFile['category']>
  /** Connectors it needs. Their connections are filled in when the workspace has them. */
  plugins: string[]
  optionalPlugins?: string[]
  definition: FlowDefinition
  /** For the demonstration workspace: publish it there, then fire this scenario of that connector's emulator. */
  demo?: { plugin: string; scenario: string }
}

export type DraftSandbox = Pick<Sandbox, 'compileFlow' | 'visit'>

export interface Draft {
  /** 0 when nothing was saved yet. */
  revision: number
  baseVersion: number | null
  definition: FlowDefinition
  problems: FlowProblem[]
  savedAt: string | null
}

/** What a flow listens to besides its webhook and connector events; kept by the triggers slice. */
export interface TriggerRegistration {
  /** What keeps this definition of the flow from being published. */
  problems(trx: Trx, flowId: string, definition: FlowDefinition): Promise<FlowProblem[]>
  /** Published, or resumed. Throws AppError `flow_invalid` when something it needs was taken meanwhile. */
  listen(trx: Trx, flow: { tenantId: string; flowId: string; version: number; definition: FlowDefinition }): Promise<void>
  /** Paused. */
  stop(trx: Trx, flowId: string): Promise<void>
  /** Deleted. */
  forget(trx: Trx, flowId: string): Promise<void>
}
