import { setTimeout as sleep } from 'node:timers/promises'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { findAnsweringRun } from './answers.store.ts'
import { answerOf } from './commit-run.ts'
import type { FlowAnswer, FlowSource } from './engine.types.ts'
import type { JournalEntry } from './journal.types.ts'
import { journalOfRow } from './journals.store.ts'

export interface AnswersDeps {
  engine: Db
  clock: Clock
  flows: Pick<FlowSource, 'version'>
}

const POLL_MS = 200

/** What the first copy of a delivery was answered, waiting while its run is still on its way; null when it gave no answer. */
export async function storedAnswer(tenantId: string, runId: string, waitMs: number, deps: AnswersDeps): Promise<FlowAnswer | null> {
  const deadline = deps.clock.monotonicMs() + waitMs
  for (;;) {
    const found = await lookOnce(tenantId, runId, deps)
    if (found !== 'not yet') return found
    if (deps.clock.monotonicMs() + POLL_MS > deadline) return null
    await sleep(POLL_MS)
  }
}

async function lookOnce(tenantId: string, runId: string, deps: AnswersDeps): Promise<FlowAnswer | null | 'not yet'> {
  const row = await findAnsweringRun(deps.engine, tenantId, runId)
  if (row === undefined) return null
  const flow = await deps.flows.version(tenantId, row.flow_id, row.version)
  const entries = await journalOfRow(deps.engine, { tenantId, runId }, row.journal)
  const answer = respondOf(entries, (stepId) => flow?.definition.steps[stepId]?.kind === 'respond')
  if (answer !== null) return answer
  return row.status === 'running' || row.status === 'queued' || row.status === 'held' ? 'not yet' : null
}

function respondOf(entries: readonly JournalEntry[], isRespond: (stepId: string) => boolean): FlowAnswer | null {
  for (const entry of entries) {
    if (entry.kind !== 'visit') continue
    const found = entry.entries.find(({ path, record }) => record.status === 'done' && isRespond(stepIdOf(path)))
    if (found !== undefined) return answerOf(found.record.output)
  }
  return null
}
