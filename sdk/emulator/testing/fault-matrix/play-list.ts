import type { Json } from '../../../flow/definition.ts'
import { fieldsOf } from '../../fields.ts'
import type { FaultName } from './cells.ts'
import { endFault, PATIENCE_MS, playFault, SEEDS } from './faults-at-emulator.ts'
import type { Failure, MatrixSubject, PageRead, Tried } from './subject.ts'

export interface ListVerdict {
  outcome: 'done' | 'parked' | 'refused'
  failed: string | null
  /** Of what is listed without a fault: what is not stored now. */
  lost: number
  /** Twice on one page under one key, or stored though it is not there. */
  doubled: number
}

interface Pass {
  outcome: ListVerdict['outcome']
  first: Failure | null
  stored: Map<string, string>
  doubled: number
}

type AskPage = (checkpoint: Json, signal: AbortSignal | undefined) => Promise<Tried<PageRead>>

const TRIES = 6
const PAGES = 100

/** A whole pass as a sync makes it: the same page again after a fault, from the beginning when the provider's cursor died. */
async function pass(ask: AskPage, firstSignal?: AbortSignal): Promise<Pass> {
  const stored = new Map<string, string>()
  const state = { checkpoint: null as Json, doubled: 0, tries: 0, first: null as Failure | null }
  for (let pages = 0; pages < PAGES; pages++) {
    const page = await ask(state.checkpoint, state.first === null ? firstSignal : undefined)
    if (!page.ok) {
      const { failure } = page
      state.first ??= failure
      if (failure.class === 'reauthorise') return { outcome: 'parked', first: state.first, stored, doubled: state.doubled }
      const mayRetry = failure.class === 'retry' || failure.class === 'rateLimited' || failure.code === 'cursor_expired'
      if (!mayRetry || ++state.tries > TRIES) return { outcome: 'refused', first: state.first, stored, doubled: state.doubled }
      if (failure.code === 'cursor_expired') state.checkpoint = null
      continue
    }
    state.doubled += page.records.length - new Set(page.records.map((record) => record.key)).size
    for (const { key, hash } of page.records) stored.set(key, hash)
    if (page.done) return { outcome: 'done', first: state.first, stored, doubled: state.doubled }
    state.checkpoint = page.checkpoint
  }
  throw new Error('the list never ends')
}

/** One cell of a list: `kind` says whose. */
export async function playList(subject: MatrixSubject, kind: 'list' | 'missed', name: string, fault: FaultName): Promise<ListVerdict[]> {
  const ask = kind === 'list' ? await resourcePages(subject, name) : await missedPages(subject, name)
  const baseline = await pass(ask)
  if (baseline.outcome !== 'done' || baseline.stored.size === 0)
    throw new Error(`${name} lists nothing without a fault: ${baseline.first?.message}`)
  const verdicts: ListVerdict[] = []
  for (const seed of fault === 'schema surprise' ? SEEDS : [undefined]) {
    await playFault(subject, fault, { method: subject.readMethod ?? 'GET', lists: true, ...(seed === undefined ? {} : { seed }) })
    const { outcome, first, stored, doubled } = await pass(ask, fault === 'timeout' ? AbortSignal.timeout(PATIENCE_MS) : undefined)
    await endFault(subject, fault)
    if (kind === 'missed' && fault === 'schema surprise') {
      // What tells them apart may be what was left out: then they can only be counted.
      const lost = outcome === 'done' ? Math.max(0, baseline.stored.size - stored.size) : 0
      verdicts.push({ outcome, failed: first?.class ?? null, lost, doubled: 0 })
      continue
    }
    const keys = [...baseline.stored.keys()]
    const strange = [...stored.keys()].filter((key) => !baseline.stored.has(key)).length
    const lost = outcome === 'done' ? keys.filter((key) => !stored.has(key)).length : 0
    verdicts.push({ outcome, failed: first?.class ?? null, lost, doubled: doubled + strange })
  }
  return verdicts
}

async function resourcePages(subject: MatrixSubject, resource: string): Promise<AskPage> {
  const around = await subject.listOf(resource)
  return (checkpoint, signal) => subject.list(resource, { checkpoint, ...around, ...(signal === undefined ? {} : { signal }) })
}

/** Bodies are told apart as the webhook declares it. */
async function missedPages(subject: MatrixSubject, name: string): Promise<AskPage> {
  const webhook = subject.manifest.webhooks.find((one) => one.name === name)
  const pointers = webhook?.dedupe?.by === 'pointers' ? webhook.dedupe.pointers : []
  await subject.missDeliveries(name)
  const keyOf = (body: Json) => pointers.map((pointer) => String(fieldsOf(body)[pointer.slice(1)] ?? '')).find((key) => key !== '') ?? ''
  return async (checkpoint, signal) => {
    const page = await subject.missed(name, checkpoint, signal)
    if (!page.ok) return page
    const { deliveries, ...rest } = page.output
    // The intake takes a delivery once by its id, however often it is listed, and one without an id as it is.
    const keys = new Set(deliveries.map((body) => keyOf(body) || JSON.stringify(body)))
    return { ok: true, records: [...keys].map((key) => ({ key, hash: '' })), ...rest }
  }
}

export interface DetailVerdict {
  outcome: 'done' | 'parked' | 'refused' | 'missing'
  failed: string | null
  same: boolean
}

/** One record by its key. A fault must never look as if the record were gone. */
export async function playDetail(subject: MatrixSubject, resource: string, fault: FaultName): Promise<DetailVerdict[]> {
  const key = await subject.keyOf(resource)
  const baseline = await subject.read(resource, key)
  if (!baseline.ok) throw new Error(`${resource} ${key} cannot be read without a fault`)
  const verdicts: DetailVerdict[] = []
  for (const seed of fault === 'schema surprise' ? SEEDS : [undefined]) {
    await playFault(subject, fault, { method: subject.readMethod ?? 'GET', ...(seed === undefined ? {} : { seed }) })
    verdicts.push(await readAgain(subject, { resource, key, hash: baseline.record.hash }, fault))
    await endFault(subject, fault)
  }
  return verdicts
}

async function readAgain(
  subject: MatrixSubject,
  wanted: { resource: string; key: string; hash: string },
  fault: FaultName,
): Promise<DetailVerdict> {
  let failed: string | null = null
  for (let tries = 0; tries < TRIES; tries++) {
    const signal = fault === 'timeout' && tries === 0 ? AbortSignal.timeout(PATIENCE_MS) : undefined
    const result = await subject.read(wanted.resource, wanted.key, signal)
    if (result.ok) {
      const same = result.record.key === wanted.key && (fault === 'schema surprise' || result.record.hash === wanted.hash)
      return { outcome: 'done', failed, same }
    }
    if (result.missing === true) return { outcome: 'missing', failed, same: false }
    failed ??= result.failure.class
    if (result.failure.class === 'reauthorise') return { outcome: 'parked', failed, same: false }
    if (result.failure.class !== 'retry' && result.failure.class !== 'rateLimited') return { outcome: 'refused', failed, same: false }
  }
  return { outcome: 'refused', failed, same: false }
}
