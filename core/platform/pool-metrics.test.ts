import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { openDatabase, type Trx } from './db.ts'
import { measurePools } from './pool-metrics.ts'

const database = useTestDatabase()

test('ML-47 the pool is as large as it is set, and the metrics show when it is full and who waits', async () => {
  const db = openDatabase({ url: database().url, poolSize: 2 })
  const registry = new Registry()
  measurePools(registry, { app: db.app })
  const standing = async () => {
    const text = await registry.metrics()
    const figureOf = (name: string) => Number(new RegExp(`^tomada_database_pool_${name}\\{pool="app"\\} (\\S+)$`, 'm').exec(text)?.[1])
    return { size: figureOf('size'), used: figureOf('used'), waiting: figureOf('waiting'), saturation: figureOf('saturation') }
  }
  try {
    expect(await standing()).toEqual({ size: 2, used: 0, waiting: 0, saturation: 0 })
    const held = Promise.withResolvers<void>()
    const hold = async (trx: Trx) => {
      await trx.raw('SELECT 1')
      await held.promise
    }
    const busy = [db.app.transaction(hold), db.app.transaction(hold)]
    await expect.poll(standing).toEqual({ size: 2, used: 2, waiting: 0, saturation: 1 })
    const late = db.app.raw('SELECT 1').then()
    await expect.poll(standing).toEqual({ size: 2, used: 2, waiting: 1, saturation: 1 })
    held.resolve()
    await Promise.all([...busy, late])
    expect(await standing()).toEqual({ size: 2, used: 0, waiting: 0, saturation: 0 })
  } finally {
    await db.close()
  }
})
