import type { Json, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import type { RecordedRun } from '../runs/recorded-runs.service.ts'
import type { RunStory } from './what-if.ts'

/** What the journal says the run decided and called. Null when it does not hold every input: of steps in our own tables, for example. */
export function recordedStory(run: RecordedRun): RunStory | null {
  const records = new Map<StepPath, StepRecord>()
  const calls = new Map<StepPath, Json>()
  const asked = new Set<StepPath>()
  const story: RunStory = { records, calls, ended: { status: 'open', error: null } }
  for (const entry of run.entries) {
    if (entry.kind === 'visit') {
      for (const { path, record } of entry.entries) records.set(path, record)
      for (const path of entry.asked ?? []) asked.add(path)
    }
    if ((entry.kind === 'intent' || entry.kind === 'wait') && entry.input !== undefined) calls.set(entry.path, entry.input)
    if (entry.kind === 'end') story.ended = { status: entry.status, error: entry.error ?? null }
  }
  return [...asked].every((path) => calls.has(path)) ? story : null
}
