import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JournalEntry } from '../../core/runs/journal.types.ts'
import type { ProductProcess } from './product-process.ts'
import type { World } from './world.ts'

export interface Kill {
  at: number
  what: 'core' | 'worker' | 'sandbox child' | 'database' | 'database for long' | 'frozen worker'
  /** Calls of it that were under way: an intent without a result. */
  underWay: number
}

/** A worker that was told to stop while it worked. */
export interface Drain {
  exitCode: number | null
  tookMs: number
  /** Runs that it left as its own: they would wait for its lease to expire. */
  left: number
}

export interface KillPlan {
  everyMs: number
  freezeMs: number
  /** How long the database is away, once. */
  outageMs: number
  random: () => number
}

/** What is killed in which order before chance decides, so that a short run has everything. */
const FIRST: ReadonlyArray<Kill['what'] | 'drain'> = [
  'core',
  'frozen worker',
  'database',
  'sandbox child',
  'worker',
  'drain',
  'database for long',
]

/** Kills at random moments, by the ids of processes that were started here, until `isOver`. */
export async function killUntil(
  world: World,
  plan: KillPlan,
  isOver: () => boolean,
  say: (line: string) => void,
): Promise<{ kills: Kill[]; drains: Drain[] }> {
  const kills: Kill[] = []
  const drains: Drain[] = []
  let thawing: Promise<void> = Promise.resolve()
  for (;;) {
    await sleep(plan.everyMs * (0.5 + plan.random()))
    if (isOver()) break
    const what = FIRST[kills.length + drains.length] ?? chosen(plan.random())
    if (what === 'worker' || what === 'drain') await thawing
    if (what === 'drain') {
      const drained = await drain(world)
      drains.push(drained)
      say(`  the worker was told to stop: exit code ${drained.exitCode} after ${drained.tookMs} ms, ${drained.left} runs left behind`)
      continue
    }
    const kill = what === 'frozen worker' ? await freeze(world) : await killOne(world, what, plan)
    if (what === 'frozen worker') thawing = sleep(plan.freezeMs).then(() => world.worker.thaw())
    kills.push(kill)
    say(`  ${new Date(kill.at).toISOString().slice(11, 23)} killed: ${what}, ${kill.underWay} calls under way`)
  }
  await thawing
  return { kills, drains }
}

async function drain({ worker, database }: World): Promise<Drain> {
  const startedAt = Date.now()
  const { engineId } = worker
  const exitCode = await worker.end('SIGTERM')
  const tookMs = Date.now() - startedAt
  const owned = await database.query('SELECT id FROM open_runs WHERE owner = $1', [engineId])
  await worker.start()
  return { exitCode, tookMs, left: owned.length }
}

/** Longer than a lease lasts: what it holds is taken over while it does not know. */
function freeze(world: World): Promise<Kill> {
  return whileCallsAreHeld(world, world.worker, async () => {
    const at = Date.now()
    world.worker.freeze()
    return { at, what: 'frozen worker', underWay: await openCalls(world, world.worker) }
  })
}

function chosen(dice: number): Kill['what'] {
  if (dice < 0.4) return 'core'
  if (dice < 0.7) return 'worker'
  return dice < 0.85 ? 'database' : 'sandbox child'
}

async function killOne(world: World, what: Exclude<Kill['what'], 'frozen worker'>, { random, outageMs }: KillPlan): Promise<Kill> {
  const { core, worker, database } = world
  switch (what) {
    case 'core':
    case 'worker': {
      const victim = what === 'core' ? core : worker
      const kill = await whileCallsAreHeld(world, victim, async () => {
        const at = Date.now()
        await victim.end('SIGKILL')
        return { at, what, underWay: await openCalls(world, victim) }
      })
      await victim.start()
      return kill
    }
    case 'sandbox child': {
      const children = [core, worker].flatMap(sandboxChildren)
      const pid = children[Math.floor(random() * children.length)]
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
      // Calls are the broker's, which lives: none of them loses its answer.
      return { at: Date.now(), what, underWay: 0 }
    }
    case 'database':
    case 'database for long':
      return whileCallsAreHeld(world, null, async () => {
        const { underWay } = await world.ledger('standing')
        const at = Date.now()
        await database.kill()
        await sleep(what === 'database' ? random() * 2_000 : outageMs)
        await database.restart()
        return { at, what, underWay }
      })
    default:
      return what satisfies never
  }
}

/** The ledger keeps its answers back until some calls are out, of `victim` when it is named, and while `work` is done. */
async function whileCallsAreHeld<T>(world: World, victim: ProductProcess | null, work: () => Promise<T>): Promise<T> {
  await world.ledger('hold')
  try {
    const enough = async () => (victim === null ? (await world.ledger('standing')).underWay : await openCalls(world, victim)) >= 3
    for (let tries = 0; tries < 20 && !(await enough()); tries++) await sleep(200)
    return await work()
  } finally {
    await world.ledger('release')
  }
}

function sandboxChildren(product: ProductProcess): number[] {
  return product.children.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sandbox')
    } catch {
      return false // It has just ended.
    }
  })
}

/** Intents without an answer in the journals of the runs that a process owned when it was killed. */
async function openCalls(world: World, { engineId }: ProductProcess): Promise<number> {
  const rows = await world.database.query<{ run_id: string; entries: string }>(
    `SELECT j.run_id, j.entries FROM open_runs o JOIN journal j ON j.tenant_id = o.tenant_id AND j.run_id = o.id
     WHERE o.owner = $1 ORDER BY j.run_id, j.seq`,
    [engineId],
  )
  const open = new Set<string>()
  for (const { run_id, entries } of rows) {
    const parsed: JournalEntry[] = JSON.parse(entries)
    for (const entry of parsed) {
      if (!('path' in entry)) continue
      if (entry.kind === 'intent') open.add(`${run_id} ${entry.path}`)
      else open.delete(`${run_id} ${entry.path}`)
    }
  }
  return open.size
}
