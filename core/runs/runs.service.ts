import type { FlowDefinition, Json } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import type { Actions } from '../actions/actions.types.ts'
import type { HttpStepPerformer } from '../http-step/http-step.types.ts'
import { type AuditEntry, recordAudit } from '../identity/audit.service.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { CommitUnknown } from '../platform/group-commit.ts'
import { isId } from '../platform/ids.ts'
import { type HeldReason, whyHeld } from './admission/why-held.ts'
import { DEFAULT_DAYS } from './bulk-runs.service.ts'
import type { BulkOptions } from './bulk-runs.store.ts'
import type { BulkAction } from './bulk-runs.types.ts'
import { foldJournal } from './chain-effects.ts'
import type { Engine } from './engine.ts'
import type { FlowSource, PublishedFlow, TriggerData } from './engine.types.ts'
import { failedRunIds, MOST_LOOKED_AT } from './failures.store.ts'
import { deliverArrival } from './inbox.store.ts'
import type { Decision } from './journal.types.ts'
import { journalOfRow, loadJournals } from './journals.store.ts'
import { lockOpenRun, makeReady, makeReadyAfterReconnect, requestCancel } from './open-runs-by-people.store.ts'
import { redactedFailure, redactedStep } from './redact-step.ts'
import { type RetryRequest, retryRun } from './retry-run.ts'
import { createPlans } from './run-plan.ts'
import { type RunStep, stepsOfRun } from './run-steps.ts'
import { findRun, findRuns, lastEndedRun, listRuns, type RunQuery, type RunRow, resolveRun } from './runs.store.ts'
import type { RunSummary } from './runs.types.ts'
import { type CutValue, previewOf, type ShownStep, type StepPage, shownSteps } from './step-previews.ts'

export interface RunsDeps {
  db: Database
  clock: Clock
  engine: Pick<Engine, 'accept' | 'wake' | 'cancel'>
  flows: FlowSource
  triggers: TriggerData
  actions: Pick<Actions, 'facts' | 'naturalKey' | 'outcomeOf'>
  http: Pick<HttpStepPerformer, 'facts'>
}

export interface RunCaller {
  tenantId: string
  userId: string
}

export interface RunDetail extends RunSummary {
  /** Trigger data; a text with its beginning when `inputCut` says that it is longer. */
  input: Json
  inputCut: CutValue | null
  definition: FlowDefinition | null
  /** Why it has not started; null: it has, or nothing holds it. */
  held: HeldReason | null
}

export type RunsService = ReturnType<typeof createRuns>

const PAGE = 50
const MAX_PAGE = 200
const DAY_MS = 86_400_000

/** Runs as people see and steer them. Throws AppError `not_found`, also for runs of other workspaces, and `conflict`. */
export function createRuns(deps: RunsDeps) {
  const { db, flows, engine, clock } = deps
  const planOf = createPlans(deps)

  async function summarise(tenantId: string, rows: readonly RunRow[]): Promise<RunSummary[]> {
    const names = await flows.names(
      tenantId,
      rows.map((row) => row.flowId),
    )
    return Promise.all(
      rows.map(async (row) => {
        const flow = row.error === null ? null : await flows.version(tenantId, row.flowId, row.version)
        return summaryOf(row, names.get(row.flowId) ?? '', flow)
      }),
    )
  }

  async function load(trx: Trx, tenantId: string, runId: string) {
    const row = isId('run', runId) ? await findRun(trx, tenantId, runId) : undefined
    if (row === undefined) throw new AppError('not_found')
    return row
  }

  async function triggerOf(tenantId: string, row: RunRow): Promise<Json> {
    if (row.triggerData !== null) return JSON.parse(row.triggerData)
    if (row.deliveryId === null) return null
    return (await deps.triggers.load([{ tenantId, deliveryId: row.deliveryId }])).get(row.deliveryId) ?? null
  }

  async function heldOf({ tenantId }: RunCaller, { id, flowId, status }: RunRow, flow: PublishedFlow | null): Promise<HeldReason | null> {
    if (status !== 'queued') return null
    const { settings } = ((await flows.published(tenantId, flowId)) ?? flow)?.definition ?? { settings: {} }
    return db.forTenant(tenantId, (trx) => whyHeld(trx, { tenantId, flowId, id }, settings))
  }

  const audit = (
    trx: Trx,
    { tenantId, userId }: RunCaller,
    act: string,
    subject: string,
    told: Pick<AuditEntry, 'detail' | 'before' | 'after'> = {},
  ) => recordAudit(trx, { tenantId, userId, act, subject, ...told }, clock.now())

  async function idsOfGroup(trx: Trx, tenantId: string, fingerprint: string): Promise<string[]> {
    const sinceDay = toIso(clock.now() - DEFAULT_DAYS * DAY_MS).slice(0, 10)
    return failedRunIds(trx, { tenantId, sinceDay, fingerprint }, MOST_LOOKED_AT)
  }

  async function steps(caller: RunCaller, runId: string): Promise<RunStep[]> {
    const { row, entries } = await db.forTenant(caller.tenantId, async (trx) => {
      const found = await load(trx, caller.tenantId, runId)
      return { row: found, entries: await journalOfRow(trx, { tenantId: caller.tenantId, runId }, found.journal) }
    })
    const flow = await flows.version(caller.tenantId, row.flowId, row.version)
    return flow === null ? [] : stepsOfRun(flow.definition, entries).map((step) => redactedStep(step, flow.definition))
  }

  async function retry(trx: Trx, caller: RunCaller, runId: string, request: RetryRequest): Promise<string> {
    const row = await load(trx, caller.tenantId, runId)
    const retryId = await retryRun(trx, { ...caller, row, request, now: clock.now() }, { flows, planOf })
    await audit(trx, caller, 'run.retried', runId, { detail: { retryId } })
    return retryId
  }

  /** Says which request it is. */
  async function cancel(trx: Trx, caller: RunCaller, runId: string): Promise<string> {
    const { tenantId, userId } = caller
    await load(trx, tenantId, runId)
    const open = await lockOpenRun(trx, tenantId, runId)
    if (open === undefined) throw new AppError('conflict', { params: { what: 'the run has ended' } })
    if (open.owner === null) await makeReady(trx, tenantId, runId)
    await audit(trx, caller, 'run.cancelled', runId)
    return requestCancel(trx, tenantId, runId, userId)
  }

  async function resolve(trx: Trx, caller: RunCaller, runId: string): Promise<void> {
    const { tenantId, userId } = caller
    const row = await load(trx, tenantId, runId)
    if (row.endedAt === null) throw new AppError('conflict', { params: { what: 'the run has not ended' } })
    await resolveRun(trx, tenantId, runId, userId)
    await audit(trx, caller, 'run.resolved', runId)
  }

  return {
    steps,

    async shownSteps(caller: RunCaller, runId: string, page: StepPage): Promise<ShownStep[]> {
      return shownSteps(runId, await steps(caller, runId), page)
    },

    async wholeValue(caller: RunCaller, runId: string, path: string, what: 'input' | 'output'): Promise<Json> {
      const step = (await steps(caller, runId)).find((each) => each.path === path)
      if (step === undefined) throw new AppError('not_found')
      return step[what]
    },

    async wholeInput(caller: RunCaller, runId: string): Promise<Json> {
      return triggerOf(caller.tenantId, await db.forTenant(caller.tenantId, (trx) => load(trx, caller.tenantId, runId)))
    },

    /** `fingerprint`: only those of one group of failures, without what was dealt with. */
    async list(
      { tenantId }: RunCaller,
      { fingerprint, ...query }: Omit<RunQuery, 'tenantId' | 'limit' | 'ids'> & { limit?: number; fingerprint?: string },
    ) {
      const limit = Math.min(query.limit ?? PAGE, MAX_PAGE)
      if (query.before !== undefined && !isId('run', query.before)) {
        throw new AppError('bad_request', { errors: [{ field: 'query/cursor', reason: 'not a cursor' }] })
      }
      const rows = await db.forTenant(tenantId, async (trx) => {
        const wanted = { ...query, tenantId, limit }
        return listRuns(trx, fingerprint === undefined ? wanted : { ...wanted, ids: await idsOfGroup(trx, tenantId, fingerprint) })
      })
      const items = await summarise(tenantId, rows)
      return { items, nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null }
    },

    /** Summaries of these runs, by id; unknown ids are left out. */
    async summaries(caller: RunCaller, ids: readonly string[]): Promise<ReadonlyMap<string, RunSummary>> {
      const rows = await db.forTenant(caller.tenantId, (trx) => findRuns(trx, caller.tenantId, ids))
      return new Map((await summarise(caller.tenantId, rows)).map((run) => [run.id, run]))
    },

    async read(caller: RunCaller, runId: string): Promise<RunDetail> {
      const row = await db.forTenant(caller.tenantId, (trx) => load(trx, caller.tenantId, runId))
      const [summary] = await summarise(caller.tenantId, [row])
      if (summary === undefined) throw new AppError('not_found')
      const flow = await flows.version(caller.tenantId, row.flowId, row.version)
      const { value, cut } = previewOf(await triggerOf(caller.tenantId, row), `/api/runs/${runId}/input`)
      return { ...summary, input: value, inputCut: cut, definition: flow?.definition ?? null, held: await heldOf(caller, row, flow) }
    },

    /** Starts the published version with this trigger data. Throws `not_found` when nothing is published. */
    async startManually(caller: RunCaller, flowId: string, data: Json): Promise<string> {
      const flow = await flows.published(caller.tenantId, flowId)
      if (flow === null) throw new AppError('not_found')
      const starts = [{ flow, trigger: 'manual' as const, data, storeData: true }]
      try {
        const accepted = await engine.accept({ tenantId: caller.tenantId, delivery: null, dedupe: null, starts, answerWithinMs: null })
        return accepted.runIds[0] ?? ''
      } catch (error) {
        if (error instanceof CommitUnknown) throw new AppError('unavailable', { cause: error, retryAfterSeconds: 5 })
        throw error
      }
    },

    /** A new run of the same chain: from the start or from a step, with the same or edited input. Done effects are not repeated. */
    async retry(caller: RunCaller, runId: string, request: RetryRequest): Promise<string> {
      const retryId = await db.forTenant(caller.tenantId, (trx) => retry(trx, caller, runId, request))
      engine.wake()
      return retryId
    },

    /** Ends an open run before its next call. One that is calling right now ends when the answer is there. */
    async cancel(caller: RunCaller, runId: string): Promise<void> {
      const asked = await db.forTenant(caller.tenantId, (trx) => cancel(trx, caller, runId))
      engine.cancel(runId, { by: caller.userId, asked })
      engine.wake()
    },

    /** "Seen and dealt with": takes a failed run off the list of what needs attention. */
    resolve: (caller: RunCaller, runId: string): Promise<void> => db.forTenant(caller.tenantId, (trx) => resolve(trx, caller, runId)),

    /** The same, in the transaction of work on many runs, which then calls `engine.wake`. Gives the id of a retry. */
    async steer(trx: Trx, caller: RunCaller, runId: string, action: BulkAction, { version, from }: BulkOptions): Promise<string | null> {
      if (action === 'retry') {
        return retry(trx, caller, runId, { fromFailed: from !== 'start', ...(version === undefined ? {} : { version }) })
      }
      if (action === 'cancel') await cancel(trx, caller, runId)
      else await resolve(trx, caller, runId)
      return null
    },

    /**
     * A person's word on a step whose outcome is unknown. Several steps of one run may be uncertain, and the run may go on with one
     * while the next is decided: the word is kept for it. The first word on a step counts; throws AppError `conflict` for another.
     */
    async decide(caller: RunCaller, runId: string, path: string, made: Decision): Promise<void> {
      const { tenantId, userId: by } = caller
      await db.forTenant(tenantId, async (trx) => {
        const row = await load(trx, tenantId, runId)
        const flow = await flows.version(tenantId, row.flowId, row.version)
        if (row.endedAt !== null || flow === null) throw notUncertain()
        const entries = (await loadJournals(trx, [{ tenantId, runId }])).get(runId)?.entries ?? []
        const step = foldJournal(runId, entries, planOf(flow)).open.get(path)
        if (step?.phase !== 'uncertain') throw notUncertain()
        refuseUselessCheck(made, planOf(flow).facts(step.stepId)?.repeatable.mode)
        const before = entries.filter((entry) => entry.kind === 'decision' && entry.path === path).length
        const id = `decision:${path}:${before}`
        const delivered = await deliverArrival(trx, { tenantId, runId, path, id, outcome: { status: 'decided', by, made } })
        if (delivered !== 'delivered') throw notUncertain()
        await audit(trx, caller, 'run.decided', runId, { detail: { path }, before: { word: null }, after: { word: made } })
      })
      engine.wake()
    },

    /** An account works again: what waited for it goes on at once (ML-06). */
    async connectionRestored(tenantId: string): Promise<void> {
      await db.forTenant(tenantId, (trx) => makeReadyAfterReconnect(trx, tenantId))
      engine.wake()
    },

    /** Trigger and outputs of the newest ended run of a flow, by step id. */
    async lastOutputs(tenantId: string, flowId: string) {
      const runId = await db.forTenant(tenantId, (trx) => lastEndedRun(trx, tenantId, flowId))
      if (runId === null) return null
      const caller = { tenantId, userId: '' }
      const row = await db.forTenant(tenantId, (trx) => load(trx, tenantId, runId))
      const done = (await steps(caller, runId)).filter((step) => step.status === 'done')
      return { runId, trigger: await triggerOf(tenantId, row), steps: Object.fromEntries(done.map((step) => [step.stepId, step.output])) }
    },
  }
}

function notUncertain(): AppError {
  return new AppError('conflict', { params: { what: 'this step does not wait for a decision' } })
}

function refuseUselessCheck(made: Decision, mode: string | undefined): void {
  if (made.decision !== 'check' || mode === 'lookupFirst') return
  throw new AppError('invalid', { errors: [{ field: '/decision', reason: 'this action cannot be looked up' }] })
}

function summaryOf(row: RunRow, flowName: string, flow: PublishedFlow | null): RunSummary {
  return {
    id: row.id,
    flowId: row.flowId,
    flowName,
    version: row.version,
    status: row.status,
    trigger: row.trigger,
    deliveryId: row.deliveryId,
    rootRunId: row.rootRunId,
    retryOf: row.retryOf,
    edited: row.edited,
    startedAt: toIso(row.startedAt.getTime()),
    endedAt: row.endedAt === null ? null : toIso(row.endedAt.getTime()),
    durationMs: row.endedAt === null ? null : row.endedAt.getTime() - row.startedAt.getTime(),
    error: row.error === null ? null : errorOf(row.error, flow),
    resolvedAt: row.resolvedAt === null ? null : toIso(row.resolvedAt.getTime()),
  }
}

function errorOf(text: string, flow: PublishedFlow | null): RunSummary['error'] {
  const { failedPath, ...error }: { code: string; message: string; failedPath: string | null } = JSON.parse(text)
  const stepId = failedPath === null ? null : stepIdOf(failedPath)
  const step = stepId === null || flow === null ? undefined : stepOf(flow.definition, stepId)
  return { ...redactedFailure(error, step), stepId, stepName: step?.title ?? step?.name ?? null }
}
