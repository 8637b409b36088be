import type { FlowDefinition, Json, WebhookTrigger } from '../../sdk/flow/definition.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { findCapture, findOpenCapture, openCapture, storeCapture } from './flow-captures.store.ts'

export interface FlowCapturesDeps {
  db: Pick<Database, 'forTenant' | 'engine'>
  clock: Clock
  logger: Logger
  /** The caller's draft, or the published version where there is none. Throws `not_found`. */
  draftOf(caller: { tenantId: string; userId: string }, flowId: string): Promise<FlowDefinition>
  /** Whether the workspace has this flow. */
  hasFlow(tenantId: string, flowId: string): Promise<boolean>
  /** Tells every process, within the transaction, that what it remembers of this flow is out of date. */
  announce(trx: Trx, tenantId: string, flowId: string): Promise<void>
}

const OPEN_MS = 10 * 60 * 1000

export interface CaptureView {
  state: 'none' | 'waiting' | 'captured' | 'expired'
  openUntil: string | null
  capturedAt: string | null
  /** What expressions would see as `trigger`. */
  sample: Json
}

/** An event waiting to be kept: of a flow that nobody published, or that is published with another trigger. */
export interface DraftHook {
  tenantId: string
  flowId: string
  trigger: WebhookTrigger
}

/** "Send me one event now": the next one at a flow's address is kept as a sample, published or not. */
export function createFlowCaptures({ db, clock, logger, draftOf, hasFlow, announce }: FlowCapturesDeps) {
  return {
    /** Waits for ten minutes. Throws `conflict` when the draft's trigger is no webhook. */
    async open(caller: { tenantId: string; userId: string }, flowId: string): Promise<CaptureView> {
      const { trigger } = await draftOf(caller, flowId)
      if (trigger.kind !== 'webhook')
        throw new AppError('conflict', { params: { what: 'the trigger is no webhook / o gatilho não é um webhook' } })
      const untilMs = clock.now() + OPEN_MS
      await db.forTenant(caller.tenantId, async (trx) => {
        await openCapture(trx, { tenantId: caller.tenantId, flowId, definition: JSON.stringify(trigger), untilMs })
        await announce(trx, caller.tenantId, flowId)
      })
      return { state: 'waiting', openUntil: toIso(untilMs), capturedAt: null, sample: null }
    },

    async read(caller: { tenantId: string; userId: string }, flowId: string): Promise<CaptureView> {
      if (!(await hasFlow(caller.tenantId, flowId))) throw new AppError('not_found')
      const row = await db.forTenant(caller.tenantId, (trx) => findCapture(trx, flowId))
      if (row === undefined) return { state: 'none', openUntil: null, capturedAt: null, sample: null }
      const isOpen = row.openUntil.getTime() > clock.now()
      return {
        state: row.capturedAt !== null ? 'captured' : isOpen ? 'waiting' : 'expired',
        openUntil: row.openUntil.toISOString(),
        capturedAt: row.capturedAt?.toISOString() ?? null,
        sample: row.sample === null ? null : JSON.parse(row.sample),
      }
    },

    /** Null when nobody waits for an event at this address. */
    async waitingAt(token: string): Promise<DraftHook | null> {
      const found = await findOpenCapture(db, token, clock.now())
      return found === null ? null : { tenantId: found.tenantId, flowId: found.flowId, trigger: JSON.parse(found.definition) }
    },

    /** Keeps the event if it is the first. Never throws: whoever sent it is not the one who waits. */
    async take(tenantId: string, flowId: string, event: Json): Promise<void> {
      try {
        await db.forTenant(tenantId, async (trx) => {
          if (await storeCapture(trx, flowId, JSON.stringify(event), clock.now())) await announce(trx, tenantId, flowId)
        })
      } catch (error) {
        logger.error({ err: error, tenantId, flowId }, 'test event not kept')
      }
    },
  }
}

export type FlowCaptures = ReturnType<typeof createFlowCaptures>
