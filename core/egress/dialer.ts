import { lookup } from 'node:dns/promises'
import net from 'node:net'
import tls from 'node:tls'

export interface DialTarget {
  /** The address to connect to: exactly this one, nothing is looked up again. */
  address: string
  port: number
  /** The declared name, for TLS. */
  hostname: string
  secure: boolean
  timeoutMs: number
}

/**
 * The two acts that leave this machine. Everything outbound goes through one of these (HTTP here, native drivers for their
 * sockets), so that a test can put a recording one in its place and be sure that no packet left.
 */
export interface Dialer {
  /** Every address of the name, in the system's order. Throws when it has none. */
  resolve(hostname: string): Promise<string[]>
  /** A connected socket; with TLS already verified for `hostname` when secure. */
  connect(target: DialTarget): Promise<net.Socket>
}

const KEEP_ALIVE_MS = 60_000

export const systemDialer: Dialer = {
  async resolve(hostname) {
    const found = await lookup(hostname, { all: true, order: 'verbatim' })
    return found.map((entry) => entry.address)
  },
  connect(target) {
    return new Promise((resolve, reject) => {
      const socket = target.secure ? connectSecurely(target) : net.connect({ host: target.address, port: target.port })
      const timer = setTimeout(() => socket.destroy(timeoutOf(target)), target.timeoutMs)
      const fail = (error: Error) => {
        clearTimeout(timer)
        reject(error)
      }
      socket.once('error', fail)
      socket.once(target.secure ? 'secureConnect' : 'connect', () => {
        // `fail` stays on: an error before the client listens must not be one that nobody hears.
        clearTimeout(timer)
        socket.setNoDelay(true)
        socket.setKeepAlive(true, KEEP_ALIVE_MS)
        resolve(socket)
      })
    })
  },
}

function connectSecurely(target: DialTarget): tls.TLSSocket {
  // Node refuses an address as server name; certificates for addresses are checked against `host` then.
  const servername = net.isIP(target.hostname) === 0 ? target.hostname : undefined
  return tls.connect({ host: target.address, port: target.port, servername, ALPNProtocols: ['http/1.1'] })
}

function timeoutOf(target: DialTarget): Error {
  return Object.assign(new Error(`no connection to ${target.hostname} within ${target.timeoutMs} ms`), { code: 'ETIMEDOUT' })
}
