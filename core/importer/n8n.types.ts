import type { Json } from '../../sdk/flow/definition.ts'

/** What is read of an n8n workflow export, already checked. Credentials are only named, never read. */
export interface N8nWorkflow {
  /** Of the instance it was exported from; empty when the export has none. */
  id: string
  name: string
  nodes: N8nNode[]
  links: N8nLink[]
  settings: { timezone?: string; executionTimeoutSeconds?: number; errorWorkflow?: string }
  /** Items pinned to a node's output, by the node's name. */
  pinned: Map<string, Json[]>
}

export interface N8nNode {
  name: string
  /** `n8n-nodes-base.set`. */
  type: string
  version: number
  position: { x: number; y: number }
  parameters: Parameters
  disabled: boolean
  note: string
  /** What it does after an error; `continueOnFail` of older exports is `regular`. */
  onError: 'stop' | 'regular' | 'errorOutput'
  retry: { attempts: number; waitMs: number } | null
  executeOnce: boolean
  alwaysOutputs: boolean
  hasCredentials: boolean
}

/** Own properties only: read them with `parameter()`. */
export type Parameters = Readonly<Record<string, Json>>

/** A wire: from an output of one node to an input of another. `kind` is absent for the main ones, which carry items. */
export interface N8nLink {
  from: string
  output: number
  to: string
  input: number
  kind?: string
}
