import { createServer, type RequestListener, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '../platform/clock.ts'
import type { ErrorCode } from '../platform/error-codes.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { PROBLEM_TYPE, problemOf } from './problem.ts'

export interface ServerLimits {
  headersTimeoutMs: number
  bodyTimeoutMs: number
  idleTimeoutMs: number
  maxHeaderBytes: number
}

/** Defaults of security.md 5. */
export const SERVER_LIMITS: ServerLimits = {
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 30_000,
  idleTimeoutMs: 60_000,
  maxHeaderBytes: 16 * 1024,
}

/**
 * A Node HTTP server with our limits, not yet listening. What Node refuses before any request exists (a header block that is
 * too large or too slow, bytes that are not HTTP) gets the same problem+json as everything else.
 */
export function createHttpServer(listener: RequestListener, deps: { clock: Clock; limits?: Partial<ServerLimits> }): Server {
  const limits = { ...SERVER_LIMITS, ...deps.limits }
  const server = createServer(
    {
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.bodyTimeoutMs,
      keepAliveTimeout: limits.idleTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
      requireHostHeader: true,
    },
    listener,
  )
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket, newId('req', deps.clock.now())))
  return server
}

const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

function refuse(error: NodeJS.ErrnoException, socket: Duplex, requestId: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = problemOf(new AppError(REFUSALS[error.code ?? ''] ?? 'bad_request'), 'en', requestId)
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.status === 431 ? 'Request Header Fields Too Large' : 'Refused'}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
