import { parseArgs } from 'node:util'
import { randomOf } from '../../core/runs/testing/random.ts'
import { type Drain, type Kill, killUntil } from './kills.ts'
import { startLoad } from './load.ts'
import { sellOrders } from './orders.ts'
import { judge, settled, type Verdict } from './verdict.ts'
import { openWorld, type World } from './world.ts'

/**
 * `npm run test:durability [-- --short --seed 7 --deliveries 2000 --orders 10 --seconds 30]`
 * Kills the product and its database again and again under load and asks, outside of them, what became of every promise.
 */
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    deliveries: { type: 'string' },
    orders: { type: 'string' },
    seconds: { type: 'string' },
  },
})
const messages = Number(values.deliveries ?? (values.short ? 10_000 : 100_000))
const orders = Number(values.orders ?? (values.short ? 15 : 100))
/** The load is spread, so that there is something to kill. */
const overMs = 1_000 * Number(values.seconds ?? (values.short ? 75 : 900))
const plan = {
  everyMs: values.short ? 5_000 : 10_000,
  freezeMs: 36_000,
  outageMs: values.short ? 8_000 : 60_000,
  random: randomOf(Number(values.seed)),
}
/** A run counts only when so many of its kills met a call without an answer. */
const NEEDED_SHARE = 0.2
const STUCK_AFTER_MS = 60_000
/** Part of the load after which nothing is killed. */
const LAST_KILL_AT = 0.95

async function run(world: World): Promise<boolean> {
  const load = startLoad(world, messages, overMs)
  const selling = sellOrders(world, orders)
  const work = Promise.all([load.done, selling])
  work.catch(() => undefined) // Thrown where it is awaited; until then it must not end this process, which has others to stop.
  const { kills, drains } = await killUntil(world, plan, () => load.progress > LAST_KILL_AT, say)
  await work
  say(`${load.promised.size} deliveries promised, ${load.copies} sent twice; waiting for what is under way`)
  await settled(world, STUCK_AFTER_MS)
  const verdict = await judge(world, load, await selling, kills)
  return report(verdict, kills, drains, load.promised.size + load.copies)
}

function report(verdict: Verdict, kills: readonly Kill[], drains: readonly Drain[], deliveries: number): boolean {
  const hits = kills.filter(({ underWay }) => underWay > 0).length
  const counts = hits >= kills.length * NEEDED_SHARE && kills.length > 0
  for (const { line } of verdict.uncertain) say(`uncertain: ${line}`)
  for (const name of ['lost', 'doubled', 'stuck', 'failed'] as const) for (const each of verdict[name].slice(0, 20)) say(`${name}: ${each}`)
  const callsHit = kills.reduce((sum, { underWay }) => sum + underWay, 0)
  const isClean = verdict.lost.length + verdict.doubled.length + verdict.stuck.length + verdict.failed.length === 0
  const isExplained = verdict.uncertain.every((each) => each.isExplained && !each.isRepeatable) && verdict.uncertain.length <= callsHit
  const isDrained = drains.every(({ exitCode, left }) => exitCode === 0 && left === 0)
  if (!counts) say(`This run does not count: ${hits} of ${kills.length} kills hit a call under way.`)
  say(
    `${deliveries} deliveries, ${orders} orders, ${kills.length} kills (${hits} with ${callsHit} calls under way), seed ${values.seed}: ` +
      `lost ${verdict.lost.length}, doubled ${verdict.doubled.length}, stuck ${verdict.stuck.length}, uncertain ${verdict.uncertain.length}`,
  )
  return counts && isClean && isExplained && isDrained
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

const world = await openWorld()
let isGood = false
// Whoever interrupts it leaves no process behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void world.close(false).finally(() => process.exit(1)))
try {
  isGood = await run(world)
} catch (error) {
  say(String(error instanceof Error ? error.stack : error))
  process.exitCode = 1
} finally {
  await world.close(isGood)
  if (!isGood) say(`What the processes said is in ${world.folder}.`)
}
process.exitCode = isGood ? 0 : 1
