/**
 * Adaptive group commit: a flush starts the moment a writer is free, and whatever was submitted meanwhile goes with the next
 * one. No timer: idle, a write waits for nothing; busy, one commit carries many (perf.md 3).
 */
export interface GroupCommit<Item, Outcome> {
  /** Resolves once the item's commit returned. Rejects with what the database said, or `CommitUnknown`. */
  submit(item: Item): Promise<Outcome>
  /** Items submitted and not settled. */
  pending(): number
  /** Waits until everything submitted is settled, then closes the writers. */
  close(): Promise<void>
}

/** One connection. Writes all items in one transaction, or none. One flush at a time. */
export interface Writer<Item, Outcome> {
  flush(items: readonly Item[]): Promise<readonly Outcome[]>
  close(): Promise<void>
}

/** The connection went away or is not there: nothing says whether the items were committed. */
export class CommitUnknown extends Error {
  constructor(cause: unknown) {
    super('the outcome of the commit is unknown', { cause })
    this.name = 'CommitUnknown'
  }
}

interface Waiting<Item, Outcome> {
  item: Item
  resolve(outcome: Outcome): void
  reject(error: unknown): void
}

/** Rows of one flush: enough to share a commit, few enough that a failing one is found quickly. */
const MAX_BATCH = 512
const MAX_COLLISIONS = 5

export function createGroupCommit<Item, Outcome>(writers: ReadonlyArray<Writer<Item, Outcome>>): GroupCommit<Item, Outcome> {
  const queue: Array<Waiting<Item, Outcome>> = []
  const idle = [...writers]
  let unsettled = 0
  let settledAll: (() => void) | null = null
  let scheduled = false

  // One turn of the event loop lets everything that arrived together share the first commit.
  function schedule(): void {
    if (scheduled || idle.length === 0 || queue.length === 0) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      while (idle.length > 0 && queue.length > 0) void flushNext()
    })
  }

  async function flushNext(): Promise<void> {
    const writer = idle.pop()
    if (writer === undefined) return
    const batch = queue.splice(0, MAX_BATCH)
    await write(writer, batch, 0)
    idle.push(writer)
    unsettled -= batch.length
    if (unsettled === 0) settledAll?.()
    schedule()
  }

  return {
    submit(item) {
      return new Promise<Outcome>((resolve, reject) => {
        unsettled++
        queue.push({ item, resolve, reject })
        schedule()
      })
    },
    pending: () => unsettled,
    async close() {
      if (unsettled > 0) await new Promise<void>((resolve) => (settledAll = resolve))
      await Promise.all(writers.map((writer) => writer.close()))
    },
  }
}

/** Never rejects: each item hears its own outcome. */
async function write<Item, Outcome>(
  writer: Writer<Item, Outcome>,
  batch: ReadonlyArray<Waiting<Item, Outcome>>,
  collisions: number,
): Promise<void> {
  let outcomes: readonly Outcome[]
  try {
    outcomes = await writer.flush(batch.map((waiting) => waiting.item))
  } catch (error) {
    return writeApart(writer, batch, error, collisions)
  }
  batch.forEach((waiting, index) => {
    const outcome = outcomes[index]
    if (outcome === undefined) waiting.reject(new Error('the writer gave no outcome'))
    else waiting.resolve(outcome)
  })
}

/** A refused flush is split until the bad row fails alone; the neighbours it shared the commit with go through (G12). */
async function writeApart<Item, Outcome>(
  writer: Writer<Item, Outcome>,
  batch: ReadonlyArray<Waiting<Item, Outcome>>,
  error: unknown,
  collisions: number,
): Promise<void> {
  const kind = faultOf(error)
  if (kind === 'collision' && collisions < MAX_COLLISIONS) return write(writer, batch, collisions + 1)
  if (kind === 'row' && batch.length > 1) {
    const middle = batch.length >> 1
    await write(writer, batch.slice(0, middle), collisions)
    return write(writer, batch.slice(middle), collisions)
  }
  for (const waiting of batch) waiting.reject(kind === 'away' && !(error instanceof CommitUnknown) ? new CommitUnknown(error) : error)
}

/**
 * `row`: the database answered and refuses the data. `collision`: two transactions met; again is right. `away`: no answer.
 * Anything with a SQLSTATE of class 08 (connection), 53 (resources), 57 (shutdown) or 58 (system) is about the server.
 */
function faultOf(error: unknown): 'row' | 'collision' | 'away' {
  if (error instanceof CommitUnknown) return 'away'
  const code = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === '40P01' || code === '40001') return 'collision'
  return /^[0-9A-Z]{5}$/.test(code) && !/^(08|25|53|57|58|XX)/.test(code) ? 'row' : 'away'
}
