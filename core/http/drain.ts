import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * How `server` ends: it takes no connection any more, every request under way is answered, for `graceMs` at most, and whatever is still
 * connected then is cut. Nobody waits for the spare connections of browsers, on which nothing was ever asked. Call it before listening.
 */
export function drainOf(server: Server): (graceMs: number) => Promise<void> {
  const connected = new Set<Socket>()
  const underWay = new Set<ServerResponse>()
  server.on('connection', (socket) => keepUntilClosed(connected, socket))
  server.on('request', (_request, response) => keepUntilClosed(underWay, response))
  return async (graceMs) => {
    server.close()
    const waiting = new AbortController()
    const answered = Promise.all([...underWay].map((response) => once(response, 'close')))
    await Promise.race([answered, sleep(graceMs, undefined, { signal: waiting.signal })])
    waiting.abort()
    for (const socket of connected) socket.destroy()
  }
}

function keepUntilClosed<T extends Socket | ServerResponse>(all: Set<T>, one: T): void {
  all.add(one)
  one.once('close', () => all.delete(one))
}
