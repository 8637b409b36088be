import type { FlowDefinition, Json, StepError, Trigger } from '@tomada/sdk/flow'
import { call, path } from './client.ts'
import type { Schema } from './connectors.ts'
import type { CallRecord } from './runs.ts'

export type FlowState = 'draft' | 'published' | 'paused'

export interface Flow {
  id: string
  name: string
  state: FlowState
  /** Version that production runs; null before the first publish. */
  publishedVersion: number | null
  /** The draft holds something that the published version does not. */
  hasDraft: boolean
  /** Trigger of the published version; null before the first publish. */
  trigger: Trigger | null
  /** Full address of the flow's own webhook. */
  hookUrl: string
  createdAt: string
  updatedAt: string
}

export interface Problem {
  /** Step id, or `trigger`, or `flow`. */
  stepId: string
  field: string
  severity: 'error' | 'warning'
  code: string
  message: string | { en: string; 'pt-BR': string }
}

export interface Draft {
  revision: number
  baseVersion: number | null
  definition: FlowDefinition
  problems: Problem[]
  savedAt: string | null
}

export interface FlowVersion {
  version: number
  name: string
  note: string
  publishedAt: string
  publishedBy: string
}

export interface ContextSource {
  /** Step id, or `trigger`. */
  id: string
  name: string
  title: string
  schema: Schema | null
  schemaFrom: 'manifest' | 'inferred'
  sample: Json
  /** `manifest`, or the id of the run whose values these are. */
  sampleFrom: string
  mayNotHaveRun: boolean
}

export interface StepTest {
  status: 'done' | 'failed'
  output: Json
  error: StepError | null
  durationMs: number
  calls: CallRecord[]
  logs: string[]
}

export interface Evaluation {
  value?: Json
  error?: StepError
}

export interface FlowTemplate {
  id: string
  name: string
  description: string
  /** Connectors it needs. */
  plugins: string[]
}

const flow = (flowId: string, rest = '') => path(`/api/flows/:flowId${rest}`, { flowId })

export const listFlows = () => call<{ items: Flow[]; nextCursor: string | null }>('/api/flows')
export const createFlow = (body: { name: string; template?: string }) => call<Flow>('/api/flows', { method: 'POST', body })
export const readFlow = (id: string) => call<Flow>(flow(id))
export const renameFlow = (id: string, name: string) => call<Flow>(flow(id), { method: 'PATCH', body: { name } })
export const deleteFlow = (id: string) => call<void>(flow(id), { method: 'DELETE' })
export const listTemplates = () => call<{ items: FlowTemplate[] }>('/api/flow-templates')
export const readDraft = (id: string) => call<Draft>(flow(id, '/draft'))
export const discardDraft = (id: string) => call<void>(flow(id, '/draft'), { method: 'DELETE' })
/** Throws ApiError 412 `revision_conflict` when the draft moved on. */
export const saveDraft = (id: string, revision: number, definition: FlowDefinition) =>
  call<{ revision: number; problems: Problem[] }>(flow(id, '/draft'), {
    method: 'PUT',
    body: { definition },
    headers: { 'If-Match': String(revision) },
  })
export const publishFlow = (id: string, body: { name?: string; note?: string }) =>
  call<{ version: number }>(flow(id, '/publish'), { method: 'POST', body })
export const pauseFlow = (id: string) => call<Flow>(flow(id, '/pause'), { method: 'POST' })
export const resumeFlow = (id: string) => call<Flow>(flow(id, '/resume'), { method: 'POST' })
export const listVersions = (id: string) => call<{ items: FlowVersion[] }>(flow(id, '/versions'))
export const readVersion = (id: string, version: number) =>
  call<{ version: number; definition: FlowDefinition }>(path('/api/flows/:id/versions/:version', { id, version }))
export const readContext = (id: string, step: string) => call<{ sources: ContextSource[] }>(flow(id, '/draft/context'), { query: { step } })
export const evaluateTemplate = (id: string, body: { stepId: string; template: Json }, signal?: AbortSignal) =>
  call<Evaluation>(flow(id, '/draft/evaluate'), { method: 'POST', body, signal })
export const testStep = (id: string, body: { stepId: string; input?: Json }) =>
  call<StepTest>(flow(id, '/draft/test-step'), { method: 'POST', body })
export const startRun = (id: string, data: Json) => call<{ runId: string }>(flow(id, '/runs'), { method: 'POST', body: { data } })
export const readHookSecret = (id: string) => call<{ secret: string }>(flow(id, '/hook-secret'))
export const rotateHookSecret = (id: string) => call<{ secret: string }>(flow(id, '/hook-secret/rotate'), { method: 'POST' })
