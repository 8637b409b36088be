import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 20

/**
 * How `server` ends: it takes no connection any more, every request under way is answered, for `graceMs` at most, and whatever is still
 * connected then is cut. Nobody waits for the spare connections of browsers, on which nothing was ever asked, nor for open sockets.
 * Call it before listening.
 */
export function drainOf(server: Server): (graceMs: number) => Promise<void> {
  const connected = new Set<Socket>()
  const upgraded = new WeakSet<object>()
  server.on('connection', (socket) => {
    connected.add(socket)
    socket.once('close', () => connected.delete(socket))
  })
  server.on('upgrade', (_request, socket) => upgraded.add(socket))
  const isAnswering = (socket: Socket) => socket.bytesRead > 0 && !upgraded.has(socket)
  return async (graceMs) => {
    server.close()
    const deadline = performance.now() + graceMs
    while (performance.now() < deadline) {
      server.closeIdleConnections()
      if (![...connected].some(isAnswering)) break
      await sleep(LOOK_MS)
    }
    for (const socket of connected) socket.destroy()
  }
}
