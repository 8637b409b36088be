import { isDeepStrictEqual } from 'node:util'
import { LRUCache } from 'lru-cache'
import type { ApiTrigger, Json } from '../../sdk/flow/definition.ts'
import { ANSWER_WITHIN_MS } from '../intake/flow-hook.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { compileUntrusted, type Validator } from '../platform/validate.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { within } from '../platform/within.ts'
import type { Engine } from '../runs/engine.ts'
import type { FlowAnswer, FlowSource, PublishedFlow } from '../runs/engine.types.ts'
import type { RunsService } from '../runs/runs.service.ts'
import { listSlugs, ownerOfSlug } from './exposed-actions.store.ts'
import { startOnce } from './start-once.ts'

export interface ApiActionsDeps {
  db: Pick<Database, 'forTenant'>
  engine: Pick<Engine, 'accept' | 'answerOf'>
  flows: Pick<FlowSource, 'published'>
  runs: Pick<RunsService, 'wholeInput'>
  clock: Clock
}

export interface ExposedAction {
  slug: string
  flowId: string
  name: string
  /** JSON Schema of what it takes; null: any JSON. */
  input: Json
  /** `now`: 202 and a run id. `flow`: what the flow answers, if it does within 25 s. */
  answer: 'now' | 'flow'
  sample: Json
}

export type ActionAnswer = { kind: 'accepted'; runId: string } | { kind: 'answer'; runId: string; answer: FlowAnswer }

const MAX_COMPILED = 500

/** Flows that other programs call by name: our own API, Zapier, Make. */
export function createApiActions({ db, engine, flows, runs, clock }: ApiActionsDeps) {
  const validators = new LRUCache<string, Validator>({ max: MAX_COMPILED })

  function check({ tenantId, flowId, version }: PublishedFlow, input: Json | undefined, body: unknown, locale: Locale): void {
    if (input === undefined) return
    const key = `${tenantId}|${flowId}|${version}`
    const validator = validators.get(key) ?? compileUntrusted(input)
    validators.set(key, validator)
    validator.parse(body, locale)
  }

  /** A key stands for one call: with another body it is a mistake of the caller, who would take the first call's run for this one's. */
  async function refuseOtherBody(tenantId: string, runId: string, body: Json): Promise<void> {
    const first = await runs.wholeInput({ tenantId, userId: '' }, runId).catch(unlessGone)
    if (first !== undefined && !isDeepStrictEqual(first, body)) throw new AppError('idempotency_key_reused')
  }

  return {
    /** Published and not paused, by slug. */
    async list(tenantId: string): Promise<ExposedAction[]> {
      const rows = await db.forTenant(tenantId, listSlugs)
      const actions: ExposedAction[] = []
      for (const { slug, flowId, name } of rows) {
        const trigger = triggerOf(await flows.published(tenantId, flowId))
        if (trigger !== null) {
          const { input, answer, sample } = trigger
          actions.push({ slug, flowId, name, input: input ?? null, answer, sample: sample ?? null })
        }
      }
      return actions
    },

    /**
     * Runs the flow with this input, once per idempotency key. Throws `not_found`, `flow_paused`, `invalid` naming each field,
     * `queue_full`, `unavailable`, `idempotency_key_reused` when the key came with another input.
     */
    async call(tenantId: string, slug: string, request: { body: Json; key: string | null; locale: Locale }): Promise<ActionAnswer> {
      const flowId = await db.forTenant(tenantId, (trx) => ownerOfSlug(trx, slug))
      if (flowId === null) throw new AppError('not_found')
      const flow = await flows.published(tenantId, flowId)
      const trigger = triggerOf(flow)
      if (flow === null || trigger === null) throw new AppError('flow_paused')
      check(flow, trigger.input, request.body, request.locale)
      const waits = trigger.answer === 'flow'
      const arrivedAt = clock.monotonicMs()
      const left = () => Math.max(0, ANSWER_WITHIN_MS - (clock.monotonicMs() - arrivedAt))
      const start = { flow, trigger: 'api' as const, data: request.body, key: request.key }
      const accepted = await startOnce({ ...start, ...(waits ? { answerWithinMs: ANSWER_WITHIN_MS } : {}) }, { engine, clock })
      const runId = accepted.runId ?? ''
      if (accepted.duplicateOf !== null) await refuseOtherBody(tenantId, runId, request.body)
      if (!waits) return { kind: 'accepted', runId }
      const answer = accepted.duplicateOf === null ? await within(accepted.answer, left()) : await engine.answerOf(tenantId, runId, left())
      return answer === null ? { kind: 'accepted', runId } : { kind: 'answer', runId, answer }
    },
  }
}

export type ApiActionsService = ReturnType<typeof createApiActions>

/** The first run may be out of its flow's retention before its key is forgotten: then nothing can be compared. */
function unlessGone(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'not_found') return undefined
  throw error
}

function triggerOf(flow: PublishedFlow | null): ApiTrigger | null {
  return flow?.definition.trigger.kind === 'api' ? flow.definition.trigger : null
}
