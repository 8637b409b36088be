import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { randomOf } from '../../core/runs/testing/random.ts'
import { attend } from './attendant.ts'
import { judgeLedger } from './ledger-verdict.ts'
import type { Line, OpenLine } from './line.types.ts'
import { LINES } from './lines.ts'
import { type MemorySample, sampleMemory, slopeOf } from './memory-slope.ts'
import { misbehave } from './mixed-faults.ts'
import { openSoakWorld, type SoakWorld } from './soak-world.ts'

/**
 * `npm run soak [-- --minutes 30 --seed 7]`
 * Business goes on for half an hour while every provider misbehaves in every way. At the end each ledger must hold exactly what was
 * promised, and memory must have stayed where it was.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } },
})
const minutes = Number(values.minutes)
const FAULT_EVERY_MS = 5_000
const SAMPLE_EVERY_MS = 10_000
/** Caches fill and code is compiled in these. */
const WARM_MINUTES = 5
const MAX_SLOPE_MB = 1
const ATTEND_EVERY_MS = 10_000
/** Limits of a minute, tries that wait longer and longer, and an attendant who looks now and then. */
const SETTLE_MS = 420_000
const QUIET_MS = 15_000

interface Working {
  line: Line
  open: OpenLine
  expected: { promised: Set<string>; possible: Set<string> }
}

async function run(world: SoakWorld): Promise<boolean> {
  const working: Working[] = []
  for (const line of LINES) {
    const open = await line.open(world)
    working.push({ line, open, expected: { promised: new Set(), possible: new Set((await open.done()).keys()) } })
  }
  const endsAt = performance.now() + minutes * 60_000
  const isOver = () => performance.now() >= endsAt
  say(`${working.length} lines of business, ${world.providers.size} providers, ${minutes} minutes, seed ${values.seed}`)
  let isSettled = false
  const attending = attend(world.api, {
    everyMs: ATTEND_EVERY_MS,
    isOver: () => isSettled,
    async seenAtProvider(step) {
      for (const { open } of working) {
        const seen = (await open.seenAtProvider?.(step)) ?? null
        if (seen !== null) return seen
      }
      return null
    },
  })
  attending.catch(() => undefined) // Thrown where it is awaited; until then it must not end this process, which has others to stop.
  const [faults, samples] = await Promise.all([
    misbehave(world.providers, { everyMs: FAULT_EVERY_MS, seed: values.seed, random: randomOf(Number(values.seed)), isOver }),
    sampleMemory(world.core.pid, { everyMs: SAMPLE_EVERY_MS, isOver, seen: (sample) => tell(world, sample) }),
    ...working.map((each) => carryOn(each, isOver)),
  ])
  say(`faults that hit: ${[...faults].map(([plugin, hits]) => `${plugin} ${hits}`).join(', ')}; waiting for what is under way`)
  await settled(world, working)
  isSettled = true
  say(`the attendant decided ${await attending} times`)
  const areLedgersRight = await judgeLedgers(working)
  const open = await openRuns(world)
  for (const { id, status, name, error } of open) say(`not ended: ${id} of ${name}, ${status}, ${error ?? 'no error'}`)
  return judgeMemory(samples) && areLedgersRight && open.length === 0
}

/** Beside how many runs are under way: memory that grows with them is a pile of work, and memory that grows without them is a leak. */
async function tell(world: SoakWorld, { minute, residentMb, coreMb }: MemorySample): Promise<void> {
  if (minute % 1 > SAMPLE_EVERY_MS / 60_000) return
  const open = (await openRuns(world)).length
  say(
    `minute ${Math.floor(minute)}: ${Math.round(coreMb)} MB of the core and ${Math.round(residentMb - coreMb)} MB of what it started; ${open} runs under way`,
  )
}

async function carryOn({ open, expected }: Working, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const { keys, isPromised } = await open.happen()
    for (const key of keys) expected[isPromised ? 'promised' : 'possible'].add(key)
    await sleep(open.everyMs)
  }
}

/** What was promised last may not even have begun, and what comes late may come twice: quiet is what stays quiet for a while. */
async function settled(world: SoakWorld, working: readonly Working[]): Promise<void> {
  const startedAt = performance.now()
  let quietSince = Number.POSITIVE_INFINITY
  for (; performance.now() < startedAt + SETTLE_MS; await sleep(1_000)) {
    const hasAll = (await Promise.all(working.map(lostOf))).every((lost) => lost.length === 0)
    const isQuiet = hasAll && (await openRuns(world)).length === 0
    quietSince = isQuiet ? Math.min(quietSince, performance.now()) : Number.POSITIVE_INFINITY
    if (performance.now() - quietSince >= QUIET_MS) break
  }
  say(`waited ${Math.round((performance.now() - startedAt) / 1_000)} s for what was under way`)
}

async function lostOf({ open, expected }: Working): Promise<string[]> {
  return judgeLedger(expected, await open.done()).lost
}

function openRuns({ database }: SoakWorld): Promise<Array<{ id: string; status: string; name: string; error: string | null }>> {
  return database.query(
    'SELECT o.id, o.status, f.name, left(o.error, 200) AS error FROM open_runs o JOIN flows f ON f.tenant_id = o.tenant_id AND f.id = o.flow_id',
  )
}

async function judgeLedgers(working: readonly Working[]): Promise<boolean> {
  let isRight = true
  for (const { line, open, expected } of working) {
    const { lost, doubled, neverAsked } = judgeLedger(expected, await open.done())
    const { size } = expected.promised
    say(`${line.name}: ${size} promised, lost ${lost.length}, doubled ${doubled.length}, never asked for ${neverAsked.length}`)
    for (const [title, keys] of Object.entries({ lost, doubled, 'never asked for': neverAsked }))
      for (const key of keys.slice(0, 10)) say(`  ${title}: ${key}`)
    isRight &&= lost.length + doubled.length + neverAsked.length === 0 && size > 0
  }
  return isRight
}

function judgeMemory(samples: readonly MemorySample[]): boolean {
  const warm = samples.filter(({ minute }) => minute >= Math.min(WARM_MINUTES, minutes / 2))
  const slope = slopeOf(warm)
  const last = warm.at(-1)?.residentMb ?? 0
  say(
    `memory: ${Math.round(last)} MB resident at the end, ${slope.toFixed(2)} MB a minute after minute ${Math.min(WARM_MINUTES, minutes / 2)}`,
  )
  const counts = minutes >= 2 * WARM_MINUTES
  if (!counts) say('Too short to judge memory by.')
  return !counts || slope < MAX_SLOPE_MB
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

const world = await openSoakWorld()
let isGood = false
// Whoever interrupts it leaves no process behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void world.close(false).finally(() => process.exit(1)))
try {
  isGood = await run(world)
} catch (error) {
  say(String(error instanceof Error ? error.stack : error))
} finally {
  await world.close(isGood)
  if (!isGood) say(`What the processes said is in ${world.folder}.`)
}
say(isGood ? 'The ledgers hold what was promised, each once.' : 'This soak failed.')
process.exitCode = isGood ? 0 : 1
