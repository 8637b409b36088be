import { setTimeout as sleep } from 'node:timers/promises'
import type { JournalEntry } from '../../core/runs/journal.types.ts'
import type { Kill } from './kills.ts'
import type { Load } from './load.ts'
import { createdOrders } from './orders.ts'
import type { World } from './world.ts'

export interface Verdict {
  /** Effects that were promised and not made, of runs that do not wait for a person. */
  lost: string[]
  doubled: string[]
  /** Runs that neither finished nor wait for a person. */
  stuck: string[]
  failed: string[]
  uncertain: Uncertain[]
}

export interface Uncertain {
  runId: string
  step: string
  /** When its call was intended, and what was killed after that. */
  line: string
  isExplained: boolean
  /** The connector's way to repeat the call, or to look it up at once, should have made it certain. */
  isRepeatable: boolean
}

/** Waits until every run has ended or waits for a person, at most `withinMs`. */
export async function settled(world: World, withinMs: number): Promise<void> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(500)) {
    const [row] = await world.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM open_runs WHERE status <> 'uncertain'`)
    if (row?.n === 0) return
  }
}

export async function judge(world: World, load: Load, orders: readonly string[], kills: readonly Kill[]): Promise<Verdict> {
  const open = await world.database.query<OpenRun>(
    `SELECT o.id, o.status, o.owner, f.name, o.delivery_id, d.body FROM open_runs o JOIN flows f ON f.tenant_id = o.tenant_id AND f.id = o.flow_id
     LEFT JOIN deliveries d ON d.tenant_id = o.tenant_id AND d.id = o.delivery_id`,
  )
  const failed = await world.database.query<{ id: string; error: string }>(`SELECT id, error FROM runs WHERE status <> 'succeeded'`)
  const uncertain = await Promise.all(open.filter((run) => run.status === 'uncertain').map((run) => explain(world, run, kills)))
  const undecided = new Set(open.flatMap(({ body }) => (body === null ? [] : [messageOf(body)])))
  const verdict: Verdict = {
    lost: [],
    doubled: [],
    stuck: await stuckRuns(world, open),
    failed: failed.map((run) => `${run.id}: ${run.error}`),
    uncertain,
  }
  await judgeLedger(world, load, undecided, verdict)
  const created = await createdOrders(world)
  for (const [order, times] of created) if (times > 1) verdict.doubled.push(`order ${order} ${times} times`)
  const openSales = open.filter((run) => run.name === 'Venda vira pedido').length
  const missing = orders.filter((order) => !created.has(order))
  if (missing.length > openSales) verdict.lost.push(...missing.map((order) => `order ${order}`))
  return verdict
}

interface OpenRun {
  id: string
  status: string
  name: string
  owner: string | null
  delivery_id: string | null
  body: string | null
}

/** A run may also wait for a person who decides about another: that one may or may not have made what both want. */
async function stuckRuns(world: World, open: readonly OpenRun[]): Promise<string[]> {
  const lines: string[] = []
  const keys = await world.database.query(
    `SELECT 1 FROM natural_keys n JOIN open_runs o ON o.tenant_id = n.tenant_id AND o.id = n.run_id WHERE o.status = 'uncertain' AND n.done_at IS NULL`,
  )
  for (const run of open.filter(({ status }) => status !== 'uncertain')) {
    const kinds = await kindsOf(world, run.id)
    const isBehind = keys.length > 0 && kinds.findLast((kind) => kind !== 'visit' && kind !== 'takenOver') === 'held'
    const holder = [world.core, world.worker].find((each) => each.engineId === run.owner)?.name ?? 'a dead process'
    const owner = run.owner === null ? 'nobody' : holder
    if (!isBehind) lines.push(`${run.id} of ${run.name} is ${run.status}, owner ${owner}: ${kinds.slice(-12).join(', ')}`)
  }
  return lines
}

async function kindsOf(world: World, runId: string): Promise<Array<JournalEntry['kind']>> {
  const rows = await world.database.query<{ entries: string }>('SELECT entries FROM journal WHERE run_id = $1 ORDER BY seq', [runId])
  return rows.flatMap((row): JournalEntry[] => JSON.parse(row.entries)).map((entry) => entry.kind)
}

function messageOf(body: string): string {
  const { id }: { id?: unknown } = JSON.parse(body)
  return String(id)
}

async function judgeLedger(world: World, load: Load, undecided: ReadonlySet<string>, verdict: Verdict): Promise<void> {
  const { written } = await world.ledger('ledger')
  for (const [kind, entries] of Object.entries(written)) {
    for (const [entry, times] of Object.entries(entries)) if (times > 1) verdict.doubled.push(`${kind} ${entry} ${times} times`)
  }
  for (const [id, which] of load.promised) {
    for (const kind of world.flows[which]?.writes ?? []) {
      if (written[kind][id] === undefined && !undecided.has(id)) verdict.lost.push(`${kind} ${id}`)
    }
  }
}

const REPEATABLE: ReadonlySet<string> = new Set(['keyed', 'found'])

/** A call may stay unknown only when its process, or the database that should have taken its answer, was killed after its intent. */
async function explain(world: World, run: OpenRun, kills: readonly Kill[]): Promise<Uncertain> {
  const rows = await world.database.query<{ entries: string }>('SELECT entries FROM journal WHERE run_id = $1 ORDER BY seq', [run.id])
  const entries = rows.flatMap((row): JournalEntry[] => JSON.parse(row.entries))
  const asksPerson = (entry: JournalEntry) => 'next' in entry && entry.next.do === 'askPerson'
  const asked = entries.findLast((entry) => entry.kind === 'uncertain' || asksPerson(entry))
  const path = asked !== undefined && 'path' in asked ? asked.path : ''
  const intent = entries.findLast((entry) => entry.kind === 'intent' && entry.path === path)
  const at = intent?.at ?? 0
  const after = kills.find((kill) => kill.at + 5_000 >= at && kill.at - at < 60_000)
  const time = (epochMs: number) => new Date(epochMs).toISOString().slice(11, 23)
  const because = after === undefined ? 'nothing was killed then' : `${after.what} killed at ${time(after.at)}`
  return {
    runId: run.id,
    step: path,
    line: `${run.id} ${run.name} ${path}: call intended at ${time(at)}, ${because}`,
    isExplained: after !== undefined,
    isRepeatable: REPEATABLE.has(run.name) || (run.name === 'all' && path !== 's03write'),
  }
}
