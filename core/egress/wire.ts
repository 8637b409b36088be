import type { Socket } from 'node:net'
import { Agent, type buildConnector } from 'undici'
import type { Dialer } from './dialer.ts'
import { type DialRequest, dialMapped, dialPublic } from './guarded-dial.ts'

const MAX_HEADER_BYTES = 16_384
const MAX_CONNECTIONS_PER_ORIGIN = 128

/** Two pools of connections that never meet: guarded ones to the world, and ones to the operator's mapped addresses. */
export interface Wire {
  toPublic: Agent
  toMapped: Agent
  close(): Promise<void>
}

export function openWire(dialer: Dialer): Wire {
  const toPublic = agentOver((request) => dialPublic(dialer, request))
  const toMapped = agentOver((request) => dialMapped(dialer, request))
  return {
    toPublic,
    toMapped,
    async close() {
      await Promise.all([toPublic.destroy(), toMapped.destroy()])
    },
  }
}

/**
 * HTTP/1.1 over sockets that `dial` made; no proxy variables, no upgrade to HTTP/2. Limits on the header block only: body
 * size and time are counted per exchange.
 */
function agentOver(dial: (request: DialRequest) => Promise<Socket>): Agent {
  const connect: buildConnector.connector = (options, callback) => {
    const secure = options.protocol === 'https:'
    const port = options.port === '' || options.port === undefined ? (secure ? 443 : 80) : Number(options.port)
    dial({ hostname: options.hostname, port, secure }).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
  return new Agent({
    connect,
    connections: MAX_CONNECTIONS_PER_ORIGIN,
    pipelining: 1,
    allowH2: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}
