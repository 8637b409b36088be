import type { CallRecord, StepAttempt } from '#lib/api/runs.ts'

export interface AttemptChange {
  part: 'request' | 'answer' | 'error'
  before: string
  after: string
}

/** What an attempt sent, was answered and failed with, where it is not what the one before did. Of several calls, the last. */
export function attemptChanges(before: StepAttempt, after: StepAttempt): AttemptChange[] {
  const [old, now] = [before.calls.at(-1), after.calls.at(-1)]
  const changes: AttemptChange[] = [
    { part: 'request', before: requestOf(old), after: requestOf(now) },
    { part: 'answer', before: answerOf(old), after: answerOf(now) },
    { part: 'error', before: before.error?.message ?? '', after: after.error?.message ?? '' },
  ]
  return changes.filter((change) => change.before !== change.after)
}

function requestOf(call: CallRecord | undefined): string {
  return call === undefined ? '' : `${call.method} ${call.url}${call.requestBody ? `\n${call.requestBody}` : ''}`
}

function answerOf(call: CallRecord | undefined): string {
  if (call === undefined) return ''
  if (call.status === null) return call.error ?? ''
  return `${call.status}${call.answerBody ? `\n${call.answerBody}` : ''}`
}
