import type { FlowDefinition, Json, StepError, Trigger } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import type { ChangeFlow, CreateFlow, PublishFlow } from './generated/types.gen.ts'
import type { Narrowed, Schema } from './narrow.ts'
import * as narrow from './narrow.ts'
import type { CallRecord } from './runs.ts'

/** `trigger` is the published version's; `publishedVersion` and `trigger` are null before the first publish. */
export type Flow = Narrowed<open.Flow, { trigger: Trigger | null }>
export type FlowState = Flow['state']
/** One fault of a draft. `stepId` is a step's, `trigger` or `flow`. */
export type Problem = open.FlowProblem
export type Draft = Narrowed<open.Draft, { definition: FlowDefinition }>
export type FlowVersion = open.VersionList['items'][number]
/** `id` is a step's or `trigger`; `sampleFrom` is `manifest` or the id of the run whose values these are. */
export type ContextSource = Narrowed<open.Context['sources'][number], { schema: Schema | null }>
export type StepTest = Narrowed<open.StepTest, { error: StepError | null; calls: CallRecord[] }>
export type Evaluation = Narrowed<open.Evaluation, { error?: StepError }>
export type FlowTemplate = open.TemplateList['items'][number]

const flowOf = (flow: open.Flow): Flow => ({ ...flow, trigger: narrow.triggerOrNull(flow.trigger) })

export const listFlows = async (): Promise<{ items: Flow[]; nextCursor: string | null }> => {
  const { items, nextCursor } = await api.listFlows()
  return { items: items.map(flowOf), nextCursor }
}
export const createFlow = async (body: CreateFlow) => flowOf(await api.createFlow({ body }))
export const readFlow = async (flowId: string) => flowOf(await api.getFlow({ path: { flowId } }))
/** Flows that use a connection, those that run first. */
export type ConnectionFlow = open.ConnectionFlow
export const listConnectionFlows = (id: string) => api.listConnectionFlows({ path: { id } })
export type FlowFile = Narrowed<open.FlowFile, { definition: FlowDefinition }>
export type TrashedFlow = open.TrashedFlow

/** Its name, its folder, its tags: what is given. */
export const changeFlow = async (flowId: string, change: ChangeFlow) => flowOf(await api.changeFlow({ path: { flowId }, body: change }))
export const exportFlow = async (flowId: string): Promise<FlowFile> => {
  const file = await api.exportFlow({ path: { flowId } })
  return { ...file, definition: narrow.flowDefinition(file.definition) }
}
export const importFlow = async (file: FlowFile) => flowOf(await api.importFlow({ body: file }))
export const listFlowTrash = () => api.listFlowTrash()
export const restoreFlow = async (flowId: string) => flowOf(await api.restoreFlow({ path: { flowId } }))
export const deleteFlow = (flowId: string) => api.deleteFlow({ path: { flowId } })
export const pauseFlow = (flowId: string) => api.pauseFlow({ path: { flowId } })
export const resumeFlow = (flowId: string) => api.resumeFlow({ path: { flowId } })
export const listTemplates = () => api.listFlowTemplates()

export const readDraft = async (flowId: string): Promise<Draft> => {
  const draft = await api.getDraft({ path: { flowId } })
  return { ...draft, definition: narrow.flowDefinition(draft.definition) }
}
export const discardDraft = (flowId: string) => api.discardDraft({ path: { flowId } })
/** Throws ApiError 412 `revision_conflict` when the draft moved on. */
export const saveDraft = (flowId: string, revision: number, definition: FlowDefinition) =>
  api.saveDraft({ path: { flowId }, body: { definition }, headers: { 'If-Match': String(revision) } })
export const publishFlow = (flowId: string, body: PublishFlow) => api.publishFlow({ path: { flowId }, body })
export const listVersions = (flowId: string) => api.listFlowVersions({ path: { flowId } })
export const readVersion = async (flowId: string, version: number) => {
  const read = await api.getFlowVersion({ path: { flowId, version: String(version) } })
  return { ...read, definition: narrow.flowDefinition(read.definition) }
}

export const readContext = async (flowId: string, step: string): Promise<{ sources: ContextSource[] }> => {
  const { sources } = narrow.inJson(await api.getDraftContext({ path: { flowId }, query: { step } }))
  return { sources: sources.map((source) => ({ ...source, schema: narrow.schemaOrNull(source.schema) })) }
}
export const evaluateTemplate = async (
  flowId: string,
  body: { stepId: string; template: Json },
  signal?: AbortSignal,
): Promise<Evaluation> => {
  const { error, ...evaluation } = narrow.inJson(await api.evaluateTemplate({ path: { flowId }, body, signal }))
  return { ...evaluation, error: narrow.stepErrorOrNull(error) ?? undefined }
}
export const testStep = async (flowId: string, body: { stepId: string; input?: Json }): Promise<StepTest> => {
  const test = narrow.inJson(await api.testStep({ path: { flowId }, body }))
  return { ...test, error: narrow.stepErrorOrNull(test.error), calls: narrow.callRecords(test.calls) }
}
export const startRun = (flowId: string, data: Json) => api.startRun({ path: { flowId }, body: { data } })
/** Sends a signed message to the flow's webhook; without a body, that of its sample. What it starts is real. */
export const sendTestEvent = (flowId: string, body?: Json) =>
  api.sendTestEvent({ path: { flowId }, body: body === undefined ? {} : { body } })
export const readHookSecret = (flowId: string) => api.getHookSecret({ path: { flowId } })
export const rotateHookSecret = (flowId: string) => api.rotateHookSecret({ path: { flowId } })
