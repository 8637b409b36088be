import { openDatabase } from '../../platform/db.ts'
import { remoteShop } from './remote-shop.ts'
import { shopResource } from './shop-resources.ts'
import { benchParts } from './sync-bench.ts'

/** A process of its own that works off what there is and kills itself at the named point: nothing is flushed, nothing is closed. */
export interface WorkerOrder {
  url: string
  shop: string
  killAt: string
  /** At the how manieth time. */
  time: number
}

export const KILL_RESOURCES = [shopResource('orders')]

async function main(order: WorkerOrder): Promise<void> {
  const database = { ...openDatabase({ url: order.url, poolSize: 6 }), url: order.url }
  let times = 0
  await benchParts(database, KILL_RESOURCES, {
    operations: remoteShop(order.shop),
    accepts: false,
    checkpoint: (name) => {
      if (name === order.killAt && ++times === order.time) process.kill(process.pid, 'SIGKILL')
    },
  })
}

const [order] = process.argv.slice(2)
if (order !== undefined && import.meta.main) await main(JSON.parse(order))
