import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../sdk/flow/definition.ts'
import type { ActionRequest, ActionResult, Actions } from '../actions/actions.types.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId, newId, newSeed } from '../platform/ids.ts'
import type { SyncService } from '../sync/sync.types.ts'
import {
  type EditQuery,
  type EndedEdit,
  endEdit,
  findEdit,
  giveUpEdits,
  insertEdit,
  listEdits,
  markSent,
  noteReread,
} from './record-edits.store.ts'
import { inputOf, type OffersDeps, offersOf, showOffer } from './record-offers.ts'
import type { RecordAt, RecordEdit, RecordOffer, RecordViewer } from './record-views.types.ts'

export interface RecordEditsDeps extends OffersDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  actions: Pick<Actions, 'execute' | 'lookup' | 'facts'>
  sync: Pick<SyncService, 'syncRecord'>
  /** After each step of an edit, once it is stored. */
  changed(tenantId: string, resourceId: string): void
}

/** Longer than any action may take (120 s): what is still open then has lost its process. */
const GIVEN_UP_AFTER_MS = 150_000
/** Larger answers, such as a label to print, are given to whoever asked and not kept. */
const MOST_KEPT_CHARS = 64 * 1024
const PAGE = 50

/** What people have actions do with records at their providers: each asked for once, sent once, told as it went. */
export function createRecordEdits(deps: RecordEditsDeps) {
  const { db, clock, actions } = deps

  const giveUp = (trx: Trx) => giveUpEdits(trx, clock.now() - GIVEN_UP_AFTER_MS, clock.now())

  return {
    async offers({ tenantId, locale }: RecordViewer, at: RecordAt): Promise<RecordOffer[]> {
      return (await offersOf(deps, tenantId, at)).map((found) => showOffer(found, locale))
    },

    /** Newest first. */
    list: (tenantId: string, { cursor, limit = PAGE, ...of }: Omit<EditQuery, 'before' | 'limit'> & { cursor?: string; limit?: number }) =>
      db.forTenant(tenantId, async (trx) => {
        if (cursor !== undefined && !isId('red', cursor)) throw badCursor()
        await giveUp(trx)
        const items = await listEdits(trx, { ...of, limit, ...(cursor === undefined ? {} : { before: cursor }) })
        return { items, nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null }
      }),

    /**
     * Has an action do something with a record, now. The same `effectKey` again answers the edit that it made, whatever became of it.
     * Throws AppError `not_found`, `invalid`, `conflict` and `idempotency_key_reused`; what the provider says is in the edit.
     */
    async run(
      viewer: RecordViewer,
      at: RecordAt,
      name: string,
      { given, effectKey }: { given: { [name: string]: Json }; effectKey: string | null },
    ): Promise<RecordEdit> {
      const { tenantId } = viewer
      const key = effectKey ?? newId('red', clock.now())
      const known = await db.forTenant(tenantId, (trx) => findEdit(trx, { effect_key: key }))
      if (known !== undefined) return sameAs(known, at, name, given)
      const found = (await offersOf(deps, tenantId, at)).find(({ action }) => action.declared.name === name)
      if (found === undefined) throw new AppError('not_found')
      const input = inputOf(found, given, viewer.locale)
      const { edit, isNew } = await claim(viewer, at, { name, input, given, key, before: showOffer(found, viewer.locale).values })
      if (!isNew) return edit
      deps.changed(tenantId, `${at.plugin}/${at.resource}`)
      const done = await carryOut(tenantId, edit)
      deps.changed(tenantId, `${at.plugin}/${at.resource}`)
      return done
    },
  }

  /** Written down, with whoever asked for it, before anything is sent. */
  function claim(
    { tenantId, userId }: RecordViewer,
    at: RecordAt,
    asked: { name: string; input: Json; given: { [name: string]: Json }; key: string; before: { [name: string]: Json } },
  ): Promise<{ edit: RecordEdit; isNew: boolean }> {
    const now = clock.now()
    return db.forTenant(tenantId, async (trx) => {
      await giveUp(trx)
      const id = newId('red', now)
      const isNew = await insertEdit(trx, {
        ...at,
        tenantId,
        id,
        effectKey: asked.key,
        action: asked.name,
        input: asked.input,
        userId,
        now,
      })
      const edit = await findEdit(trx, isNew ? { id } : { effect_key: asked.key })
      if (edit === undefined) throw new AppError('conflict', { params: { what: UNDER_WAY } })
      if (!isNew) return { edit: sameAs(edit, at, asked.name, asked.given), isNew }
      const { plugin, resource, key, connectionId } = at
      const detail = { plugin, resource, connectionId, key, action: asked.name }
      // What a person began with is what the record says: an input that nothing of the record stands for was not there before.
      const before = Object.fromEntries(Object.keys(asked.given).map((name) => [name, asked.before[name]]))
      await recordAudit(trx, { tenantId, userId, act: 'record.edited', subject: id, detail, before, after: asked.given }, now)
      return { edit, isNew }
    })
  }

  async function carryOut(tenantId: string, edit: RecordEdit): Promise<RecordEdit> {
    const { id, plugin, action, connectionId, input } = edit
    let isMarked = false
    const maySend = async () => {
      isMarked ||= await db.forTenant(tenantId, (trx) => markSent(trx, id, clock.now()))
      return isMarked
    }
    const effectKey = `record:${id}`
    const request = { tenantId, plugin, action, connectionId, input, effectKey, now: clock.now(), seed: newSeed(), maySend }
    const result = await actions.execute(request)
    const ended = await outcomeOf(request, result)
    const ending = { ...ended, output: kept(ended.output) }
    await db.forTenant(tenantId, (trx) => endEdit(trx, id, ending, clock.now()))
    if (actions.facts(plugin, action).effect !== 'read' && result.calls.length > 0) await readAgain(tenantId, edit)
    const stored = await db.forTenant(tenantId, (trx) => findEdit(trx, { id }))
    return { ...(stored ?? edit), output: ended.output === null ? null : JSON.parse(ended.output) }
  }

  /** An unknown outcome is looked up where the connector knows how; else a person decides. */
  async function outcomeOf(request: ActionRequest, result: ActionResult): Promise<EndedEdit> {
    if (result.ok) return { state: 'confirmed', output: JSON.stringify(result.output), error: null }
    const { code, message, effect } = result.failure
    const error = { code, message }
    const { effect: declared, repeatable } = actions.facts(request.plugin, request.action)
    if (effect === 'no' || declared === 'read') return { state: 'failed', output: null, error }
    if (repeatable.mode === 'lookupFirst') {
      const { maySend: _done, ...question } = request
      const found = await actions.lookup(question)
      if (found.ok && found.output !== null) return { state: 'confirmed', output: JSON.stringify(found.output), error: null }
      if (found.ok && repeatable.consistency === 'strong') return { state: 'failed', output: null, error }
    }
    return { state: 'uncertain', output: null, error }
  }

  /** The stored record should say what was just done. Where it cannot be read now, its webhook or the next sync brings it. */
  async function readAgain(tenantId: string, { id, plugin, resource, connectionId, key }: RecordEdit): Promise<void> {
    const reread = await deps.sync.syncRecord(tenantId, { plugin, resource, connectionId, key }, 'writeBack').catch((error: unknown) => {
      if (error instanceof AppError) return 'failed' as const
      throw error
    })
    await db.forTenant(tenantId, (trx) => noteReread(trx, id, reread))
  }
}

export type RecordEdits = ReturnType<typeof createRecordEdits>

const UNDER_WAY = 'the same is being sent already / o mesmo já está sendo enviado'

function kept(output: string | null): string | null {
  return output !== null && output.length <= MOST_KEPT_CHARS ? output : null
}

/** A key stands for one call. What the record decides is not asked again: it may have changed by that very call. */
function sameAs(edit: RecordEdit, at: RecordAt, name: string, given: { [name: string]: Json }): RecordEdit {
  const { plugin, resource, connectionId, key, action, input } = edit
  const asked = typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {}
  const isSame =
    isDeepStrictEqual({ plugin, resource, connectionId, key, action }, { ...pick(at), action: name }) &&
    Object.entries(given).every(([field, value]) => isDeepStrictEqual(asked[field], value))
  if (!isSame) throw new AppError('idempotency_key_reused')
  return edit
}

function pick({ plugin, resource, connectionId, key }: RecordAt): RecordAt {
  return { plugin, resource, connectionId, key }
}

function badCursor(): AppError {
  return new AppError('bad_request', { errors: [{ field: 'query/cursor', reason: 'not a cursor' }] })
}
