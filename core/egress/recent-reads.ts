import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { newSeed } from '../platform/ids.ts'
import type { OutboundRequest, OutboundResult, QuotaSource } from './egress.types.ts'
import {
  beginWrite,
  claimRead,
  endWrite,
  endWriteLater,
  findRead,
  giveReadBack,
  keepAnswer,
  type ReadClaim,
  type Write,
} from './recent-reads.store.ts'
import { SendFailure } from './send-failure.ts'

const LOOK_AGAIN_MS = 100
const MAX_WAIT_MS = 20_000
/** A longer answer is not kept: who reads the same again waits. */
const MAX_KEPT_CHARS = 1_000_000
/** Longer than any call may wait and last: whose process died is over then. */
const LONGEST_WRITE_SECONDS = 900
/** A provider that did not answer a write may still be at it. */
const LATE_WRITE_SECONDS = 60

export interface RecentReads {
  /**
   * Makes the call, or gives the answer of the same read of a moment ago where the provider refuses to repeat it. After a write that may
   * change what is read no older answer is given: the read waits until the provider gives a new one. Throws SendFailure `quota` when that
   * is too long.
   */
  around(request: OutboundRequest, send: () => Promise<OutboundResult>): Promise<OutboundResult>
}

interface Deps {
  db: Pick<Database, 'forTenant'>
  quotas: QuotaSource
  clock: Clock
  logger: Logger
}

export function openRecentReads({ db, quotas, clock, logger }: Deps): RecentReads {
  return {
    async around(request, send) {
      const { connectionId, tenantId } = request
      const rule = connectionId === null ? null : ruleOf(quotas, request)
      if (connectionId === null || rule === null) return send()
      if (!(request.isRead ?? (request.method === 'GET' || request.method === 'HEAD'))) {
        return writeOnce({ tenantId, connectionId, id: newSeed(), path: URL.parse(request.url)?.pathname ?? null }, send)
      }
      const claim = { tenantId, connectionId, hash: hashOf(request), reader: newSeed(), ...rule }
      const known = await claimOrAnswer(request, claim)
      return known ?? readOnce(claim, request.plugin, send)
    },
  }

  /** Null: the read is the caller's to make. */
  async function claimOrAnswer({ signal }: OutboundRequest, claim: ReadClaim): Promise<OutboundResult | null> {
    const { tenantId } = claim
    const started = clock.monotonicMs()
    for (;;) {
      if (await db.forTenant(tenantId, (trx) => claimRead(trx, claim))) return null
      const found = await db.forTenant(tenantId, (trx) => findRead(trx, claim))
      const waitedMs = Math.round(clock.monotonicMs() - started)
      if (found?.answer !== null && found?.answer !== undefined) return again(JSON.parse(found.answer), waitedMs)
      if (signal?.aborted === true) throw new SendFailure('timeout', 'the call was cancelled')
      const leftMs = Math.max(1, found?.leftMs ?? LOOK_AGAIN_MS)
      // An answer that will not come is not waited for: whoever asks has something else to do until then.
      if (waitedMs + (found?.isVoid === true ? leftMs : 0) >= MAX_WAIT_MS)
        throw new SendFailure('quota', 'the provider refuses to repeat this read so soon', undefined, found?.leftMs ?? 1_000)
      await sleep(Math.min(LOOK_AGAIN_MS, leftMs))
    }
  }

  async function readOnce(claim: ReadClaim, plugin: string, send: () => Promise<OutboundResult>) {
    const result = await send()
    const fate = fateOf(result, plugin, claim.seconds)
    await note(claim.tenantId, (trx) =>
      fate === 'askAgain' ? giveReadBack(trx, claim) : keepAnswer(trx, claim, fate.answer, fate.seconds),
    )
    return result
  }

  /** What becomes of a read: it may be asked again at once, or its answer stands for so long, with null as a wait. */
  function fateOf(result: OutboundResult, plugin: string, seconds: number): 'askAgain' | { answer: string | null; seconds: number } {
    if (!result.ok) return result.sent === 'no' ? 'askAgain' : { answer: null, seconds }
    // An answer that is no JSON comes from something in between: the provider may not have seen the read. One that refuses the credential
    // says nothing of the one that it is replaced by.
    if ([401, 403, 429].includes(result.status) || (result.status >= 500 && result.json === null)) return 'askAgain'
    if (quotas.isPassing?.(plugin, result) === true) {
      const pauseMs = quotas.pauseMsOf?.(plugin, result, clock.now())
      return pauseMs === undefined ? 'askAgain' : { answer: null, seconds: pauseMs / 1000 }
    }
    const answer = JSON.stringify(result)
    return { answer: answer.length <= MAX_KEPT_CHARS ? answer : null, seconds }
  }

  async function writeOnce(write: Write, send: () => Promise<OutboundResult>) {
    await db.forTenant(write.tenantId, (trx) => beginWrite(trx, write, LONGEST_WRITE_SECONDS))
    const result = await send()
    const isAnswered = result.ok && (result.status < 500 || result.json !== null)
    const isOver = isAnswered || (!result.ok && result.sent === 'no')
    await note(write.tenantId, (trx) => (isOver ? endWrite(trx, write) : endWriteLater(trx, write, LATE_WRITE_SECONDS)))
    return result
  }

  /** What the provider did stands, noted or not. What is not noted is over by its time, and until then nothing old is given. */
  async function note(tenantId: string, work: (trx: Trx) => Promise<void>): Promise<void> {
    try {
      await db.forTenant(tenantId, work)
    } catch (error) {
      logger.warn({ err: error, tenantId }, 'the end of a call was not noted: the same read waits')
    }
  }

  /** The same answer, with a record that says where it is from. */
  function again(result: OutboundResult, waitedMs: number): OutboundResult {
    const { call } = result
    const answerHeaders = { ...call.answerHeaders, 'tomada-answer-of': call.startedAt }
    return { ...result, call: { ...call, startedAt: toIso(clock.now()), durationMs: waitedMs, waitedMs, answerHeaders } }
  }
}

/** Null: the provider repeats every read. Where several rules hold, the longest time, and the writes of all. */
function ruleOf(quotas: QuotaSource, request: OutboundRequest): Pick<ReadClaim, 'seconds' | 'changedBy'> | null {
  const { plugin, connectionId, tenantId, method, url, body, isRead } = request
  const known = { ...(isRead === undefined ? {} : { isRead }), ...(body === undefined ? {} : { body }) }
  const rules = quotas
    .quotasFor({ plugin, connectionId, tenantId, method, url, ...known })
    .filter((rule) => rule.redundantReadSeconds !== undefined)
  if (rules.length === 0) return null
  return {
    seconds: Math.max(...rules.map((rule) => rule.redundantReadSeconds ?? 0)),
    changedBy: rules.some((rule) => rule.changedBy === undefined) ? null : rules.flatMap((rule) => rule.changedBy ?? []),
  }
}

/** The read as its caller wrote it: without the credential, which is the connection's. */
function hashOf({ method, url, body }: OutboundRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, body ?? null]))
    .digest('hex')
}
