import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { useEngineWorld } from './engine-world.ts'
import { flowOf } from './flow-of.ts'

const world = useEngineWorld()

/** Transactions a second, of the whole product. Every queue is looked at once a second at most. */
const IDLE_LIMIT = 25

test('ML-41 an idle product asks the database little, and new work starts within a second', async () => {
  const { database, publish, start, ended } = world()
  const { flowId } = await publish(flowOf({ a: { kind: 'map', value: '{{ now }}' } }))
  const committed = async (): Promise<number> => {
    const { rows } = await database.truth.query('SELECT xact_commit::int AS n FROM pg_stat_database WHERE datname = current_database()')
    return rows[0].n
  }
  // What the start and the publication did is counted some seconds late, and PostgreSQL looks after new tables when it likes.
  const rates: number[] = []
  for (let before = await committed(); rates.length < 4 && !rates.some((rate) => rate < IDLE_LIMIT); ) {
    await sleep(4_000)
    const now = await committed()
    rates.push((now - before) / 4)
    before = now
  }
  expect(Math.min(...rates)).toBeLessThan(IDLE_LIMIT)
  const tookMs: number[] = []
  for (let i = 0; i < 3; i++) {
    const at = performance.now()
    expect((await ended(await start(flowId))).status).toBe('succeeded')
    tookMs.push(performance.now() - at)
  }
  // The machine may be busy with other things: the best of three says what it takes.
  expect(Math.min(...tookMs), `${tookMs.join(', ')} ms`).toBeLessThan(1_000)
}, 40_000)
