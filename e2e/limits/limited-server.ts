import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { preciseNow, watchStalls } from './stalls.ts'

/**
 * A provider that counts arrivals in sliding windows, as strict as a provider can be, in a process of its own:
 * `node limited-server.ts '{"connection": [3, 1000], "app": [150, 6000]}' 15`, with the milliseconds that it may be late. Tells its port;
 * answers `stats` over IPC.
 */

type Limit = readonly [quota: number, windowMs: number]
const limits: { connection?: Limit; app?: Limit } = JSON.parse(process.argv[2] ?? '{}')
const windows = new Map<string, number[]>()
const accepted: Array<{ at: number; tenant: string }> = []
const refused: number[] = []
const watch = watchStalls(Number(process.argv[3]))

/** Whether one more fits; counts it if so. A refused call counts nothing, like at the providers. */
function fits(key: string, limit: Limit | undefined, now: number): boolean {
  if (limit === undefined) return true
  const times = (windows.get(key) ?? []).filter((at) => at > now - limit[1])
  windows.set(key, times)
  return times.length < limit[0]
}

const server = createServer((request, response) => {
  const now = preciseNow()
  const tenant = String(request.headers['x-tenant'])
  const isFine = fits(tenant, limits.connection, now) && fits('app', limits.app, now)
  if (isFine) {
    for (const key of [tenant, 'app']) windows.get(key)?.push(now)
    accepted.push({ at: now, tenant })
  } else refused.push(now)
  response.writeHead(isFine ? 200 : 429, { 'content-type': 'application/json' }).end('{}')
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ port })
})
process.on('message', () => process.send?.({ accepted, refused, stalls: watch.stop() }))
process.on('disconnect', () => process.exit(0))
