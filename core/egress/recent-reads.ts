import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { OutboundRequest, OutboundResult, QuotaSource } from './egress.types.ts'
import { claimRead, findRead, forgetAnswers, giveReadBack, keepAnswer } from './recent-reads.store.ts'
import { SendFailure } from './send-failure.ts'

const LOOK_AGAIN_MS = 100
const MAX_WAIT_MS = 20_000
/** A longer answer is not kept: who reads the same again waits. */
const MAX_KEPT_CHARS = 1_000_000

export interface RecentReads {
  /**
   * Makes the call, or gives the answer of the same read of a moment ago where the provider refuses to repeat it. After a write on the
   * connection no old answer is given: the read waits until the provider gives a new one. Throws SendFailure `quota` when that is too long.
   */
  around(request: OutboundRequest, send: () => Promise<OutboundResult>): Promise<OutboundResult>
}

interface Deps {
  db: Pick<Database, 'forTenant'>
  quotas: QuotaSource
  clock: Clock
}

export function openRecentReads({ db, quotas, clock }: Deps): RecentReads {
  return {
    async around(request, send) {
      const { connectionId, tenantId } = request
      const seconds = connectionId === null ? 0 : secondsOf(quotas, request)
      if (connectionId === null || seconds === 0) return send()
      if (!(request.isRead ?? (request.method === 'GET' || request.method === 'HEAD'))) {
        return send().finally(() => db.forTenant(tenantId, (trx) => forgetAnswers(trx, connectionId)))
      }
      const hash = hashOf(request)
      const known = await claimOrAnswer(request, connectionId, hash, seconds)
      if (known !== null) return known
      return readOnce({ tenantId, connectionId, hash, seconds }, send)
    },
  }

  /** Null: the read is the caller's to make. */
  async function claimOrAnswer(
    request: OutboundRequest,
    connectionId: string,
    hash: string,
    seconds: number,
  ): Promise<OutboundResult | null> {
    const { tenantId } = request
    const started = clock.monotonicMs()
    for (;;) {
      if (await db.forTenant(tenantId, (trx) => claimRead(trx, tenantId, connectionId, hash, seconds))) return null
      const found = await db.forTenant(tenantId, (trx) => findRead(trx, connectionId, hash))
      const waitedMs = Math.round(clock.monotonicMs() - started)
      if (found?.answer !== null && found?.answer !== undefined) return again(JSON.parse(found.answer), waitedMs)
      if (request.signal?.aborted === true) throw new SendFailure('timeout', 'the call was cancelled')
      if (waitedMs >= MAX_WAIT_MS)
        throw new SendFailure('quota', 'the provider refuses to repeat this read so soon', undefined, found?.leftMs ?? 1_000)
      await sleep(Math.min(LOOK_AGAIN_MS, Math.max(1, found?.leftMs ?? LOOK_AGAIN_MS)))
    }
  }

  async function readOnce(
    read: { tenantId: string; connectionId: string; hash: string; seconds: number },
    send: () => Promise<OutboundResult>,
  ) {
    const { tenantId, connectionId, hash, seconds } = read
    const result = await send()
    const isUnsent = !result.ok && result.sent === 'no'
    // An answer that is no JSON comes from something in between: the provider may not have seen the read. One that refuses the credential
    // says nothing of the one that it is replaced by.
    const isRefused = result.ok && (result.status === 401 || result.status === 403)
    const isKept = result.ok && !isRefused && (result.status < 500 || result.json !== null) && result.status !== 429
    const text = isKept ? JSON.stringify(result) : null
    await db.forTenant(tenantId, (trx) =>
      isUnsent || (result.ok && !isKept)
        ? giveReadBack(trx, connectionId, hash)
        : keepAnswer(trx, connectionId, hash, text !== null && text.length <= MAX_KEPT_CHARS ? text : null, seconds),
    )
    return result
  }

  /** The same answer, with a record that says where it is from. */
  function again(result: OutboundResult, waitedMs: number): OutboundResult {
    const { call } = result
    const answerHeaders = { ...call.answerHeaders, 'tomada-answer-of': call.startedAt }
    return { ...result, call: { ...call, startedAt: toIso(clock.now()), durationMs: waitedMs, waitedMs, answerHeaders } }
  }
}

function secondsOf(quotas: QuotaSource, { plugin, connectionId, tenantId, method, url, body, isRead }: OutboundRequest): number {
  const known = { ...(isRead === undefined ? {} : { isRead }), ...(body === undefined ? {} : { body }) }
  const rules = quotas.quotasFor({ plugin, connectionId, tenantId, method, url, ...known })
  return Math.max(0, ...rules.map((rule) => rule.redundantReadSeconds ?? 0))
}

/** The read as its caller wrote it: without the credential, which is the connection's. */
function hashOf({ method, url, body }: OutboundRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, body ?? null]))
    .digest('hex')
}
