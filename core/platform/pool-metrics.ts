import { Gauge, type Registry } from 'prom-client'
import type { Db } from './db.ts'

/** How full the pools of database connections are, read when somebody asks for the metrics. */
export function measurePools(registry: Registry, pools: Readonly<Record<string, Db>>): void {
  const gauge = (name: string, help: string, read: (standing: PoolStanding) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['pool'],
      registers: [registry],
      collect() {
        for (const [pool, db] of Object.entries(pools)) this.set({ pool }, read(poolStanding(db)))
      },
    })
  gauge('tomada_database_pool_size', 'Connections that the pool may open (DB_POOL_SIZE for the pool app)', ({ size }) => size)
  gauge('tomada_database_pool_used', 'Connections at work', ({ used }) => used)
  gauge('tomada_database_pool_waiting', 'Queries that wait for a connection: above zero, the pool is full', ({ waiting }) => waiting)
  gauge('tomada_database_pool_saturation', 'Share of the pool that is at work, 0 to 1', ({ used, size }) => used / size)
}

export interface PoolStanding {
  size: number
  used: number
  waiting: number
}

export function poolStanding(db: Db): PoolStanding {
  // knex types its client as any; the pool is tarn's.
  const { pool }: { pool: TarnPool } = db.client
  return { size: pool.max, used: pool.numUsed(), waiting: pool.numPendingAcquires() }
}

interface TarnPool {
  max: number
  numUsed(): number
  numPendingAcquires(): number
}
