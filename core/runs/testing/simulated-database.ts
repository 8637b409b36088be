import type { StepPath } from '../../../sdk/flow/definition.ts'
import type { ArrivalOutcome, JournalEntry } from '../journal.types.ts'

export interface SimulatedArrival {
  id: string
  path: StepPath
  outcome: ArrivalOutcome
}

/** What one commit of a run writes, as `commit-run.ts` puts it together. */
export interface SimulatedWrite {
  owner: number
  /** The run's first commit. */
  isNew: boolean
  entries: readonly JournalEntry[]
  seq: number
  next: { status: 'running' | 'queued' | 'ended' } | { status: 'waiting' | 'uncertain'; delayMs: number }
  inboxSeen: number
  cancelSeen: string | null
}

/** The tables of one run: its journal, its row of `open_runs`, its inbox. Every method is one transaction, or one statement. */
export class SimulatedDatabase {
  readonly rows: Array<readonly JournalEntry[]> = []
  readonly inbox: SimulatedArrival[] = []
  /** `absent`: nothing was stored yet. */
  status: 'absent' | 'queued' | 'running' | 'waiting' | 'uncertain' | 'ended'
  owner: number | null = null
  readyAt = 0
  inboxSeen = 0
  cancel: { by: string; asked: string } | null = null
  /** Told of every row that is in. */
  readonly #onAppend: (entries: readonly JournalEntry[]) => void

  constructor(isStored: boolean, onAppend: (entries: readonly JournalEntry[]) => void) {
    this.status = isStored ? 'queued' : 'absent'
    this.#onAppend = onAppend
  }

  isOpen(): boolean {
    return this.status !== 'absent' && this.status !== 'ended'
  }

  /** Who finds the seq taken, or the run gone, writes nothing. */
  commit({ owner, isNew, entries, seq, next, inboxSeen, cancelSeen }: SimulatedWrite, now: number): 'accepted' | 'refused' {
    if (isNew !== (this.status === 'absent')) return 'refused'
    if (entries.length > 0 && seq !== this.rows.length) return 'refused'
    if (entries.length === 0 && !isNew && this.owner !== owner) return 'refused'
    if (entries.length > 0) this.#append(entries)
    if (isNew) this.owner = owner
    if (next.status === 'running') {
      if (isNew) this.status = 'running'
      return 'accepted'
    }
    this.owner = null
    this.status = next.status
    this.inboxSeen = inboxSeen
    this.readyAt = now + ('delayMs' in next ? next.delayMs : 0)
    if (this.cancel !== null && this.cancel.asked !== cancelSeen) this.makeReady(now)
    return 'accepted'
  }

  /** One entry in a transaction of its own: a step in our own tables, a person's decision, a takeover. */
  append(entries: readonly JournalEntry[], seq: number): boolean {
    if (seq !== this.rows.length || !this.isOpen()) return false
    this.#append(entries)
    return true
  }

  #append(entries: readonly JournalEntry[]): void {
    this.rows.push(entries)
    this.#onAppend(entries)
  }

  /** Whether it was a wait whose time has come; null: nothing to take. */
  lease(owner: number, now: number): { isDue: boolean } | null {
    if (this.owner !== null || (this.status !== 'queued' && this.status !== 'waiting') || this.readyAt > now) return null
    const isDue = this.status === 'waiting'
    this.owner = owner
    this.status = 'running'
    return { isDue }
  }

  takeOver(owner: number, at: number): void {
    this.#append([{ kind: 'takenOver', at, by: `prc_${owner}` }])
    this.owner = owner
    this.status = 'running'
  }

  /** A run that its owner does not work on any more. */
  handBack(owner: number, now: number): void {
    if (this.owner !== owner || !this.isOpen()) return
    this.owner = null
    this.makeReady(now)
  }

  makeReady(now: number): void {
    if (this.owner !== null || !this.isOpen()) return
    this.status = 'queued'
    this.readyAt = now
  }

  deliver(arrival: SimulatedArrival, now: number): 'delivered' | 'known' | 'over' {
    if (!this.isOpen()) return 'over'
    if (this.inbox.some(({ id }) => id === arrival.id)) return 'known'
    this.inbox.push(arrival)
    this.makeReady(now)
    return 'delivered'
  }

  /** For parked runs that have arrivals they did not see. */
  ring(now: number): void {
    const isParked = this.owner === null && (this.status === 'waiting' || this.status === 'uncertain')
    if (isParked && this.inbox.length > this.inboxSeen) this.makeReady(now)
  }
}
