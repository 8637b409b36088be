import { NO_COUNTS } from './page-log.store.ts'
import { commitPage, Fenced, isTimeUp, log, type Pass, type PassDeps, type PassEnd } from './pass.ts'
import { countScanned, missingAfter, rememberScanned, scannedOf } from './pass-keys.store.ts'
import { type ManyRead, readMany, storeMany } from './read-many.ts'
import { holdLease, progressOf } from './sync-jobs.store.ts'

/** Asked for by their ids, and settled, together. */
const BATCH = 50
/** Stored keys that are compared with the scan at once. */
const COMPARED = 200
/** A scan that lost more than this share of what is stored deletes nothing. */
const MOST_MISSING = 0.2
/** In a small catalogue one record is a large share: so few may be missing, as long as the scan listed anything at all. */
const FEW_MISSING = 3

/** What a whole scan no longer listed: absence is not deletion, so each is asked for by its id, and only "not there" deletes it. */
export async function runVerify(pass: Pass, deps: PassDeps): Promise<PassEnd> {
  if (pass.state.checkpoint !== COLLECTED) {
    if (!(await collectMissing(pass, deps))) return { kind: 'more' }
    const doubt = await doubtAbout(pass, deps)
    if (doubt !== null) return giveUpDeletes(pass, doubt, deps)
    await commitPage(pass, { state: { ...pass.state, checkpoint: COLLECTED }, isLast: false }, async () => empty(deps), deps)
  }
  for (;;) {
    const startedAt = deps.clock.monotonicMs()
    const keys = await inTenant(pass, deps, (trx) => missingAfter(trx, scanOf(pass), pass.state.verifiedKey, BATCH))
    const outcome = await readMany(pass, keys, deps)
    if (!outcome.ok) return { kind: 'failed', failure: outcome.failure }
    await deps.checkpoint?.('page-read', pass.ref.resource)
    await settleBatch(pass, keys, outcome.read, startedAt, deps)
    if (keys.length < BATCH) return { kind: 'done' }
    if (isTimeUp(pass, deps)) return { kind: 'more' }
  }
}

const COLLECTED = 'collected'

/** Stored records that the scan did not list and that were there before it began. False: not through yet. */
async function collectMissing(pass: Pass, deps: PassDeps): Promise<boolean> {
  const { ref } = pass
  for (;;) {
    const { parentCursor } = pass.state
    const query = { plugin: ref.plugin, resource: ref.resource, connectionId: ref.connectionId, limit: COMPARED }
    const stored = await deps.reader.list(ref.tenantId, parentCursor === null ? query : { ...query, cursor: parentCursor })
    const old = stored.items.filter((item) => Date.parse(item.firstSeenAt) < pass.state.span.startedAt && item.deletedAt === null)
    const keys = old.map((item) => item.key)
    await commitPage(
      pass,
      { state: { ...pass.state, parentCursor: stored.nextCursor }, isLast: false },
      async (trx) => {
        const seen = await scannedOf(trx, scanOf(pass), keys)
        const missing = keys.filter((key) => !seen.has(key))
        await rememberScanned(trx, scanOf(pass), missing, true)
        return empty(deps)
      },
      deps,
    )
    if (stored.nextCursor === null) return true
    if (isTimeUp(pass, deps)) return false
  }
}

interface Doubt {
  code: 'scan_cut' | 'scan_shrank'
  message: string
}

/** Why nothing may be deleted after this scan; null when it can be trusted. */
async function doubtAbout(pass: Pass, deps: PassDeps): Promise<Doubt | null> {
  const { job, row, state } = pass
  const { seen, missing } = await inTenant(pass, deps, (trx) => countScanned(trx, scanOf(pass)))
  const progress = await inTenant(pass, deps, (trx) => progressOf(trx, [job.id]))
  const { total, failed } = progress.find((each) => each.resource === row.resource) ?? row
  if (state.span.from !== null || job.days !== null)
    return { code: 'scan_cut', message: 'The scan was limited to a time, so it cannot say what is gone.' }
  if (failed > 0) return { code: 'scan_cut', message: `${failed} records could not be read.` }
  if (total !== null && seen < total) {
    return { code: 'scan_cut', message: `The provider counts ${total} records and listed ${seen}.` }
  }
  const known = seen + missing
  const mayMiss = Math.max(known * MOST_MISSING, seen === 0 ? 1 : FEW_MISSING)
  if (missing > mayMiss) {
    return { code: 'scan_shrank', message: `${missing} of ${known} records were not listed: more than 20 %.` }
  }
  return null
}

/** An alert instead of deletes; the scan itself was read whole. */
async function giveUpDeletes(pass: Pass, doubt: Doubt, deps: PassDeps): Promise<PassEnd> {
  await inTenant(pass, deps, async (trx) => {
    if (!(await holdLease(trx, pass.job.id, pass.token))) throw new Fenced()
    await log(trx, pass, { ...NO_COUNTS, kind: 'alert', durationMs: 0, calls: 0, keys: [], changes: '', ...doubt }, deps)
  })
  deps.logger.warn({ ...pass.ref, jobId: pass.job.id, ...doubt }, 'a scan deleted nothing')
  await commitPage(pass, { state: pass.state, isLast: true }, async () => empty(deps), deps)
  return { kind: 'done' }
}

async function settleBatch(pass: Pass, keys: readonly string[], read: ManyRead, startedAt: number, deps: PassDeps): Promise<void> {
  const { ref } = pass
  const isLast = keys.length < BATCH
  const { seen } = await inTenant(pass, deps, (trx) => countScanned(trx, scanOf(pass)))
  const state = { ...pass.state, verifiedKey: keys.at(-1) ?? pass.state.verifiedKey }
  await commitPage(
    pass,
    { state, isLast, scanCount: isLast ? seen : null },
    async (trx) => {
      const stored = await storeMany(trx, ref, read, state.origin, deps)
      return { ...stored, total: null, startedAt, calls: read.calls, kind: 'deletes' }
    },
    deps,
  )
}

function scanOf({ ref, job }: Pass) {
  return { tenantId: ref.tenantId, jobId: job.id, resource: ref.resource }
}

function inTenant<T>({ ref }: Pass, { db }: PassDeps, work: Parameters<typeof db.forTenant<T>>[1]): Promise<T> {
  return db.forTenant(ref.tenantId, work)
}

function empty({ clock }: PassDeps) {
  return { counts: NO_COUNTS, keys: [], changes: '', total: null, startedAt: clock.monotonicMs(), calls: 0, kind: 'deletes' as const }
}
