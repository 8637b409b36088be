import type { Json, StepError } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import { callRecords, type InJson, inJson, type Narrowed, stepErrorOrNull, stepKind } from './narrow.ts'
import type { CallRecord } from './runs.ts'

export type Pins = InJson<open.Pins>
export type Pin = Pins['steps'][string]
export type TestDraft = InJson<open.TestDraft>
/** Where a value came from. Only of `live` something was called. */
export type ValueSource = open.DraftTest['steps'][number]['from']
export type TestedStep = Narrowed<
  open.DraftTest['steps'][number],
  { kind: ReturnType<typeof stepKind>; error: StepError | null; calls: CallRecord[] }
>
export type DraftTest = Narrowed<open.DraftTest, { error: StepError | null; steps: TestedStep[] }>

export const readPins = async (flowId: string): Promise<Pins> => inJson(await api.getPins({ path: { flowId } }))
/** Replaces all pins; with `runId`, everything that run got and gave is pinned too. */
export const savePins = async (flowId: string, body: { trigger?: Json; steps?: Pins['steps']; runId?: string }): Promise<Pins> =>
  inJson(await api.savePins({ path: { flowId }, body }))
export const deletePins = (flowId: string) => api.deletePins({ path: { flowId } })
export const testDraft = async (flowId: string, body: TestDraft): Promise<DraftTest> => {
  const test = inJson(await api.testDraft({ path: { flowId }, body }))
  const steps = test.steps.map((step) => ({
    ...step,
    kind: stepKind(step.kind),
    error: stepErrorOrNull(step.error),
    calls: callRecords(step.calls),
  }))
  return { ...test, error: stepErrorOrNull(test.error), steps }
}
