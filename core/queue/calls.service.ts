import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import type { FlowSource } from '../runs/engine.types.ts'
import type { RunCaller, RunsService } from '../runs/runs.service.ts'
import type { Call, CallQuery } from './calls.types.ts'
import { callsOfRun, type KeyedCall, outcomeOf } from './calls-of-run.ts'
import { flowsThatUse } from './flow-uses.store.ts'
import { listOutsideCalls, type OutsideCallRow } from './outside-calls.store.ts'
import { listItems } from './queue.store.ts'
import { runsWithCalls } from './runs-with-calls.store.ts'

export interface CallsDeps {
  db: Pick<Database, 'forTenant'>
  runs: Pick<RunsService, 'steps' | 'summaries'>
  flows: Pick<FlowSource, 'version'>
}

export type CallsService = ReturnType<typeof createCalls>

const PAGE = 50
const MAX_PAGE = 200
/** Runs that are read at a time, and at most for one page; then the page comes short and says where to go on. */
const CHUNK = 200
const MOST_RUNS = 4_000
const MOST_OUTSIDE = 2_000

/** Place in the log: runs stand at the time they began, newest first, each with its calls, newest first; other calls at their own time. */
interface Place {
  /** Time and random part of the id of the run, or of the call that belongs to none. */
  at: string
  /** Key of the call within its run. */
  key: string
}

interface Placed extends Place {
  call: Call
}

/** What one source has for a page, newest first. `until`: it has not been looked at below this place; null: that is all. */
interface Source {
  found: Placed[]
  until: Place | null
}

/**
 * Every outbound call, read from where it is recorded anyway: the journals of runs, and the rows of calls that belong to none.
 * Nothing is stored a second time for it.
 */
export function createCalls({ db, runs, flows }: CallsDeps) {
  async function callsOf(caller: RunCaller, ids: readonly string[]): Promise<Map<string, KeyedCall[]>> {
    const { tenantId } = caller
    const calling = await db.forTenant(tenantId, (trx) => runsWithCalls(trx, tenantId, ids))
    const summaries = await runs.summaries(caller, [...calling])
    const found = await Promise.all(
      [...summaries.values()].map(async (run): Promise<[string, KeyedCall[]]> => {
        const flow = await flows.version(tenantId, run.flowId, run.version)
        const about = { id: run.id, flowId: run.flowId, isEnded: run.endedAt !== null }
        return [run.id, flow === null ? [] : callsOfRun(about, flow.definition, await runs.steps(caller, run.id))]
      }),
    )
    return new Map(found)
  }

  async function flowIdsOf(tenantId: string, { flowId, plugin }: CallQuery): Promise<string[] | null> {
    // Requests that people write themselves belong to no connector.
    if (plugin === undefined || plugin === 'http') return flowId === undefined ? null : [flowId]
    const using = await db.forTenant(tenantId, (trx) => flowsThatUse(trx, tenantId, { plugin }))
    return flowId === undefined ? using : using.filter((id) => id === flowId)
  }

  async function fromRuns(caller: RunCaller, query: CallQuery, from: Place | null, limit: number): Promise<Source> {
    const { tenantId } = caller
    const flowIds = await flowIdsOf(tenantId, query)
    const found: Placed[] = []
    const take = async (ids: readonly string[]) => {
      const calls = await callsOf(caller, ids)
      for (const id of ids) {
        for (const { key, call } of calls.get(id) ?? []) {
          const place = { at: bodyOf(id), key }
          if (isBelow(place, from) && fits(call, query)) found.push({ ...place, call })
        }
      }
    }
    if (from !== null && query.runId === undefined) {
      // The run that the last page ended in may have more.
      const rest = await db.forTenant(tenantId, (trx) => listItems(trx, { tenantId, flowIds, runId: `run_${from.at}`, limit: 1 }))
      await take(rest.map((item) => item.id))
    }
    const runId = query.runId === undefined ? {} : { runId: query.runId }
    let before = from === null || query.runId !== undefined ? undefined : `run_${from.at}`
    for (let looked = 0; looked < MOST_RUNS && found.length <= limit; ) {
      const rows = await db.forTenant(tenantId, (trx) =>
        listItems(trx, { tenantId, flowIds, limit: CHUNK, ...runId, ...(before === undefined ? {} : { before }) }),
      )
      await take(rows.map((row) => row.id))
      if (rows.length < CHUNK) return { found, until: null }
      before = rows.at(-1)?.id
      looked += rows.length
    }
    return { found, until: before === undefined ? null : { at: bodyOf(before), key: '' } }
  }

  async function fromOutside({ tenantId }: RunCaller, query: CallQuery, from: Place | null, limit: number): Promise<Source> {
    if (query.runId !== undefined) return { found: [], until: null }
    const { plugin, flowId } = query
    const rows = await db.forTenant(tenantId, (trx) =>
      listOutsideCalls(trx, {
        tenantId,
        limit: MOST_OUTSIDE,
        ...(plugin === undefined ? {} : { plugin }),
        ...(flowId === undefined ? {} : { flowId }),
        ...(from === null ? {} : { before: `cal_${from.at}` }),
      }),
    )
    const placed = rows.map((row) => ({ at: bodyOf(row.id), key: '', call: outsideCall(row) })).filter(({ call }) => fits(call, query))
    const last = rows.at(-1)
    const isAll = rows.length < MOST_OUTSIDE || last === undefined
    return { found: placed.slice(0, limit + 1), until: isAll ? null : { at: bodyOf(last.id), key: '' } }
  }

  return {
    /** Newest first; a run's calls stand together, where the run began. A page may come short although there is more. */
    async list(caller: RunCaller, query: CallQuery): Promise<{ items: Call[]; nextCursor: string | null }> {
      const from = query.cursor === undefined ? null : placeOf(query.cursor)
      const limit = Math.min(query.limit ?? PAGE, MAX_PAGE)
      if (query.runId !== undefined && !isId('run', query.runId)) return { items: [], nextCursor: null }
      const sources = [await fromRuns(caller, query, from, limit), await fromOutside(caller, query, from, limit)]
      const ends = sources.flatMap(({ until }) => (until === null ? [] : [until])).sort(newestFirst)
      const [horizon = null] = ends
      const found = sources.flatMap((source) => source.found).sort(newestFirst)
      // Below a horizon one of the sources may have something that belongs in between.
      const sure = found.filter((each) => horizon === null || !isBelow(each, horizon))
      const items = sure.slice(0, limit)
      const last = items.at(-1)
      if (sure.length > limit && last !== undefined) return { items: items.map(({ call }) => call), nextCursor: cursorOf(last) }
      return { items: items.map(({ call }) => call), nextCursor: horizon === null ? null : cursorOf(horizon) }
    },
  }
}

const bodyOf = (id: string) => id.slice(id.indexOf('_') + 1)

function newestFirst(a: Place, b: Place): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1
  return a.key < b.key ? 1 : -1
}

function isBelow(place: Place, from: Place | null): boolean {
  if (from === null) return true
  return place.at < from.at || (place.at === from.at && from.key !== '' && place.key < from.key)
}

function cursorOf({ at, key }: Place): string {
  return Buffer.from(`${at} ${key}`).toString('base64url')
}

function placeOf(cursor: string): Place {
  const [at = '', ...key] = Buffer.from(cursor, 'base64url').toString().split(' ')
  if (!isId('run', `run_${at}`)) throw new AppError('bad_request', { errors: [{ field: 'query/cursor', reason: 'not a cursor' }] })
  return { at, key: key.join(' ') }
}

function fits(call: Call, { plugin, action, status }: CallQuery): boolean {
  if (plugin !== undefined && call.plugin !== plugin) return false
  if (action !== undefined && call.action !== action && `${call.plugin}.${call.action}` !== action) return false
  if (status === undefined || status === call.outcome) return true
  return call.status !== null && (String(call.status) === status || `${Math.floor(call.status / 100)}xx` === status)
}

function outsideCall({ id, purpose, plugin, action, flowId, record }: OutsideCallRow): Call {
  return {
    ...record,
    id,
    purpose,
    outcome: outcomeOf(record),
    runId: null,
    flowId,
    path: null,
    stepName: null,
    attempt: null,
    plugin,
    action,
  }
}
