import { createHash } from 'node:crypto'
import type { Json } from '../../sdk/flow/definition.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { CommitUnknown } from '../platform/group-commit.ts'
import { newId } from '../platform/ids.ts'
import type { Engine } from '../runs/engine.ts'
import type { Accepted, PublishedFlow, RunStart } from '../runs/engine.types.ts'
import type { NewDelivery } from '../runs/run-write.types.ts'

export const WEEK_SECONDS = 7 * 24 * 60 * 60
const RETRY_AFTER_SECONDS = 5

export interface StartDeps {
  engine: Pick<Engine, 'accept'>
  clock: Clock
}

export interface OnceStart {
  flow: PublishedFlow
  trigger: RunStart['trigger']
  data: Json
  /** What may happen once per flow and trigger. Null: every call starts a run. */
  key: string | null
  windowSeconds?: number
  answerWithinMs?: number
}

/**
 * One run for this key, however often and from however many processes it is asked for. `runId` is the first one's.
 * Throws AppError `queue_full`, or `unavailable` when it may not have been stored; asking again is safe.
 */
export async function startOnce(start: OnceStart, { engine, clock }: StartDeps): Promise<Accepted & { runId: string | null }> {
  const { flow, trigger, data } = start
  const key = start.key === null ? null : safeKey(start.key)
  const scope = `${trigger}:${flow.flowId}`
  try {
    const accepted = await engine.accept({
      tenantId: flow.tenantId,
      delivery: deliveryOf(flow, scope, key, clock.now()),
      dedupe: key === null ? null : { scope, key, windowSeconds: start.windowSeconds ?? WEEK_SECONDS },
      starts: [{ flow, trigger, data, storeData: true }],
      answerWithinMs: start.answerWithinMs ?? null,
    })
    return { ...accepted, runId: accepted.duplicateOf === null ? (accepted.runIds[0] ?? null) : accepted.duplicateOf.runId }
  } catch (error) {
    if (error instanceof CommitUnknown) throw new AppError('unavailable', { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS })
    throw error
  }
}

/** The entry in the list of what came in. What it said is with the run and not kept twice. */
function deliveryOf(flow: PublishedFlow, source: string, dedupeKey: string | null, now: number): NewDelivery {
  return {
    tenantId: flow.tenantId,
    id: newId('dlv', now),
    receivedAt: now,
    source,
    flowId: flow.flowId,
    verdict: 'accepted',
    dedupeKey,
    topic: null,
    method: '',
    query: '',
    headers: '{}',
    body: '',
  }
}

/** Printable and short keys stay readable; anything else becomes its hash, so that no byte of it can hurt (C30). */
function safeKey(key: string): string {
  return /^[\x21-\x7e]{1,120}$/.test(key) ? key : `sha256:${hashOf(key)}`
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
