import type { ScheduleTrigger } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { Backfill, Polling, Schedule } from './generated/types.gen.ts'
import { inJson } from './narrow.ts'

export type { Backfill, Polling, Schedule }
export type TestCapture = Awaited<ReturnType<typeof readCapture>>

/** The next five times of a schedule that is being written. Throws ApiError when it cannot be read. */
export const previewSchedule = (body: Pick<ScheduleTrigger, 'when' | 'timezone'>) => api.previewSchedule({ body })
/** How the published schedule is doing. */
export const readSchedule = (flowId: string) => api.getSchedule({ path: { flowId } })
/** Times are RFC 3339. `dryRun` only counts. */
export const backfillSchedule = (flowId: string, body: { from: string; to: string; dryRun?: boolean }) =>
  api.backfillSchedule({ path: { flowId }, body })
export const readPolling = (flowId: string) => api.getPolling({ path: { flowId } })
/** Keeps the next event at the webhook's address as a sample, for ten minutes. */
export const openCapture = async (flowId: string) => inJson(await api.openTestCapture({ path: { flowId } }))
export const readCapture = async (flowId: string) => inJson(await api.getTestCapture({ path: { flowId } }))
/** Records that were there before the flow: it can be started for each of them. */
export const countExistingRecords = (flowId: string) => api.countExistingRecords({ path: { flowId } })
/** `count` as it was shown to whoever confirms. */
export const startExistingRecords = (flowId: string, count: number) => api.startExistingRecords({ path: { flowId }, body: { count } })
