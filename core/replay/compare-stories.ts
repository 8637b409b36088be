import type { Json, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import { firstDifference } from './first-difference.ts'
import type { RunStory } from './what-if.ts'

/**
 * `output`, `outcome` (done, failed or skipped otherwise) and `branch` (another lane) of a step that both have; `stepAdded` and
 * `stepRemoved`; `callAdded`, `callRemoved` and `callChanged` (another input) of outside steps.
 */
export type DifferenceKind = 'output' | 'outcome' | 'branch' | 'stepAdded' | 'stepRemoved' | 'callAdded' | 'callRemoved' | 'callChanged'

export interface StoryDifference {
  path: StepPath
  kind: DifferenceKind
  /** JSON Pointer to the first place that differs; empty: all of it. */
  at: string
  recorded: Json
  draft: Json
}

/** Every step whose record or call would not be the same. In the order of the recorded run, then what is new. */
export function compareStories(recorded: RunStory, draft: RunStory): StoryDifference[] {
  const differences: StoryDifference[] = []
  for (const [path, was] of recorded.records) {
    const is = draft.records.get(path)
    // An outside step whose input could not be evaluated has a record instead of a call.
    const found = is === undefined ? removed(path, was, draft) : differingRecord(path, was, is)
    if (found !== null) differences.push(found)
  }
  for (const [path, was] of recorded.calls) {
    const is = draft.calls.get(path)
    const found =
      is === undefined ? { path, kind: 'callRemoved' as const, at: '', recorded: was, draft: null } : differingCall(path, was, is)
    if (found !== null) differences.push(found)
  }
  for (const [path, record] of draft.records) {
    if (recorded.records.has(path)) continue
    differences.push({ path, kind: 'stepAdded', at: '', recorded: null, draft: shown(record) })
  }
  for (const [path, input] of draft.calls) {
    if (!recorded.calls.has(path)) differences.push({ path, kind: 'callAdded', at: '', recorded: null, draft: input })
  }
  return differences
}

/** What comes after a path that the draft blocked is not removed: nobody knows. */
function removed(path: StepPath, was: StepRecord, draft: RunStory): StoryDifference | null {
  if (draft.ended.status === 'blocked') return null
  return { path, kind: 'stepRemoved', at: '', recorded: shown(was), draft: null }
}

function differingRecord(path: StepPath, was: StepRecord, is: StepRecord): StoryDifference | null {
  const kinds = [
    ['branch', branchOf(was), branchOf(is)],
    ['outcome', outcomeOf(was), outcomeOf(is)],
    ['output', was.output ?? null, is.output ?? null],
  ] as const
  for (const [kind, before, after] of kinds) {
    const found = firstDifference(before, after)
    if (found !== null) return { path, kind, at: found.at, recorded: found.recorded ?? null, draft: found.computed ?? null }
  }
  return null
}

function differingCall(path: StepPath, was: Json, is: Json): StoryDifference | null {
  return firstDifference(was, is) === null ? null : { path, kind: 'callChanged', at: '', recorded: was, draft: is }
}

function branchOf({ lane, lanes }: StepRecord): Json {
  return lanes ?? lane ?? null
}

function outcomeOf({ status, error, skippedBy }: StepRecord): Json {
  return { status, error: error === undefined ? null : { code: error.code, message: error.message }, skippedBy: skippedBy ?? null }
}

function shown({ status, output, error }: StepRecord): Json {
  return status === 'failed' ? `${error?.code ?? ''}: ${error?.message ?? ''}` : (output ?? null)
}
