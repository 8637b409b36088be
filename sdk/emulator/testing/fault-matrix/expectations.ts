import type { Action } from '../../../manifest.gen.ts'
import type { FaultName } from './cells.ts'
import type { ActionVerdict } from './play-action.ts'
import type { DetailVerdict, ListVerdict } from './play-list.ts'

/** What the first failure must be called; null: the host overcomes it unseen. */
const CLASS_OF: Readonly<Record<FaultName, string | null>> = {
  '429': 'rateLimited',
  '500': 'retry',
  '503': 'retry',
  timeout: 'retry',
  truncated: 'retry',
  duplicate: null,
  reordered: null,
  'expired token': null,
  'revoked grant': 'reauthorise',
  'schema surprise': null,
}

/** What is wrong with a verdict, in words; empty: 0 lost, 0 doubled. */
export function faultsOfAction(action: Action, fault: FaultName, verdict: ActionVerdict): string[] {
  const wrong: string[] = []
  const demand = (holds: boolean, text: string) => {
    if (!holds) wrong.push(`${text}: ${JSON.stringify(verdict)}`)
  }
  const isRead = action.effect === 'read'
  const { mode } = action.repeatable
  if (fault === 'schema surprise') {
    demand(isRead || verdict.effects === 1, 'a surprise in the answer changes nothing about the effect')
    demand(mode === 'natural' || verdict.repeated === 0, 'a surprise in the answer repeats no effect')
    return wrong
  }
  if (fault === 'revoked grant') {
    demand(verdict.outcome === 'parked' && verdict.effects === 0, 'without access it waits and does nothing')
    return wrong
  }
  const isHidden = fault === 'expired token' || (fault === 'duplicate' && isRead)
  const expected = fault === 'duplicate' && !isRead ? 'retry' : CLASS_OF[fault]
  if (!isHidden) demand(verdict.failed === expected, `the first failure is ${expected}`)
  demand(verdict.sameOutput, 'the output is the one without a fault')
  demand(verdict.effects <= 1, 'no second effect')
  // What sets a value may be set again; anything else happens once.
  demand(verdict.repeated === 0 || mode === 'natural', 'no effect is repeated')
  const isUnknown = verdict.outcome === 'uncertain'
  demand(verdict.outcome === 'done' || (isUnknown && mode === false), 'it is done, or a person decides')
  demand(isRead || isUnknown || verdict.effects === 1, 'what is done was done')
  return wrong
}

export function faultsOfList(fault: FaultName, verdict: ListVerdict): string[] {
  const wrong: string[] = []
  if (verdict.lost > 0) wrong.push(`${verdict.lost} lost`)
  if (verdict.doubled > 0) wrong.push(`${verdict.doubled} doubled`)
  return [...wrong, ...faultsOfRead(fault, verdict)]
}

export function faultsOfDetail(fault: FaultName, verdict: DetailVerdict): string[] {
  const wrong = faultsOfRead(fault, verdict)
  if (verdict.outcome === 'done' && !verdict.same) wrong.push('another record than without the fault')
  if (verdict.outcome === 'missing') wrong.push('a fault looks as if the record were gone')
  return wrong
}

function faultsOfRead(fault: FaultName, verdict: { outcome: string; failed: string | null }): string[] {
  if (fault === 'revoked grant') return verdict.outcome === 'parked' ? [] : ['it waits for access']
  // What nobody can read is refused aloud, and nothing of it is taken.
  if (fault === 'schema surprise') return []
  const expected = fault === 'duplicate' || fault === 'reordered' || fault === 'expired token' ? verdict.failed : CLASS_OF[fault]
  const wrong = verdict.failed === expected ? [] : [`the first failure is ${verdict.failed}, not ${expected}`]
  return verdict.outcome === 'done' ? wrong : [...wrong, `it ends as ${verdict.outcome}`]
}
