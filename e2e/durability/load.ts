import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from './world.ts'

/** What senders know: which messages got their 2xx, and with that a promise. */
export interface Load {
  /** Index of the flow, by message id. */
  promised: ReadonlyMap<string, number>
  copies: number
  /** Part of the messages that senders have begun with. */
  progress: number
  done: Promise<void>
}

const SENDERS = 24
/** One message in ten is sent twice. */
const COPY_EVERY = 10
/** Runs that may wait; senders pause above it, so that the end of the load is near the end of the work. */
const LARGEST_BACKLOG = 600

/** Sends messages to the flows in turn, evenly over a time, until each has got its 2xx, as a sender that tries again does. */
export function startLoad(world: World, messages: number, overMs: number): Load {
  const promised = new Map<string, number>()
  let next = 0
  let copies = 0
  let isFull = false
  const startedAt = Date.now()

  async function sender(): Promise<void> {
    for (let index = next++; index < messages; index = next++) {
      while (isFull || Date.now() - startedAt < (overMs * index) / messages) await sleep(20)
      const which = flowOf(index)
      const id = `d${index}`
      await deliver(which, id)
      promised.set(id, which)
      if (index % COPY_EVERY !== 0) continue
      copies++
      await deliver(which, id)
    }
  }

  async function deliver(which: number, id: string): Promise<void> {
    const hook = world.origin + (world.flows[which]?.hook ?? '')
    for (;;) {
      try {
        const answer = await fetch(hook, {
          method: 'POST',
          headers: JSON_BODY,
          body: JSON.stringify({ id }),
          signal: AbortSignal.timeout(30_000),
        })
        await answer.arrayBuffer()
        if (answer.ok) return
      } catch {
        // The core is gone, or did not answer: nothing was promised.
      }
      await sleep(200)
    }
  }

  async function watchBacklog(): Promise<void> {
    while (next < messages) {
      try {
        const [row] = await world.database.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM open_runs WHERE status IN ('queued', 'running')`,
        )
        isFull = (row?.n ?? 0) > LARGEST_BACKLOG
      } catch {
        isFull = false // The database is away, so nothing is accepted anyway.
      }
      await sleep(500)
    }
    isFull = false
  }

  const done = Promise.all([...Array.from({ length: SENDERS }, sender), watchBacklog()])
  return {
    promised,
    get copies() {
      return copies
    },
    get progress() {
      return Math.min(next, messages) / messages
    },
    done: done.then(() => {}),
  }
}

const JSON_BODY = { 'content-type': 'application/json' }

/** Every tenth message makes all three calls. */
function flowOf(index: number): number {
  return index % 10 === 9 ? 3 : index % 3
}
