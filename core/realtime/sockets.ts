import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server } from 'socket.io'
import type { Caller } from '../http/route.ts'
import type { Logger } from '../platform/logger.ts'
import type { Changes } from './changes.ts'

export interface SocketDeps {
  server: HttpServer
  changes: Changes
  logger: Logger
  /** Origins a browser page may connect from; the product's own is always one. */
  allowedOrigins: readonly string[]
  callerOf(headers: IncomingMessage['headers']): Promise<Caller | null>
  /** How often an open socket's session is looked at again; 30 s unless said. */
  recheckMs?: number
}

const RECHECK_MS = 30_000

/**
 * Socket.IO for browsers: proves the session and the origin at the handshake (C25), joins the room of the session's own
 * workspace and no other, and is dropped within a minute when the session ends (C24). Clients send nothing.
 */
export function attachSockets({ server, changes, logger, allowedOrigins, callerOf, recheckMs = RECHECK_MS }: SocketDeps): {
  /** Resolves when `server` has ended. */
  close(): Promise<void>
} {
  const io = new Server(server, { path: '/socket.io', serveClient: false, transports: ['websocket', 'polling'], maxHttpBufferSize: 4096 })

  io.use((socket, next) => {
    const { origin, host } = socket.handshake.headers
    if (origin !== undefined && !isOwnOrigin(origin, host, allowedOrigins)) return next(new Error('bad_origin'))
    callerOf(socket.handshake.headers).then(
      (caller) => {
        if (caller === null) return next(new Error('unauthenticated'))
        socket.data.tenantId = caller.tenantId
        return next()
      },
      (error: unknown) => {
        logger.error({ err: error }, 'socket handshake failed')
        next(new Error('unavailable'))
      },
    )
  })

  io.on('connection', (socket) => {
    const tenantId: unknown = socket.data.tenantId
    if (typeof tenantId !== 'string') return socket.disconnect(true)
    socket.join(tenantId)
    const recheck = setInterval(() => {
      callerOf(socket.handshake.headers).then(
        (caller) => caller?.tenantId === tenantId || socket.disconnect(true),
        (error: unknown) => logger.warn({ err: error }, 'socket session could not be checked again'),
      )
    }, recheckMs)
    socket.on('disconnect', () => clearInterval(recheck))
    return undefined
  })

  changes.onChange((tenantId, change) => io.to(tenantId).emit('changed', change))
  return { close: async () => void (await io.close()) }
}

function isOwnOrigin(origin: string, host: string | undefined, allowed: readonly string[]): boolean {
  if (allowed.includes(origin)) return true
  try {
    return new URL(origin).host === host
  } catch {
    return false // Not a URL: certainly not us.
  }
}
