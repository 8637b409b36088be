import dgram from 'node:dgram'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

/**
 * Loaded before everything else in each Node process of a test run (`--import`, see `global-setup.ts`): a connection to any address but
 * loopback, and a question for any name but localhost, fails as on a machine without a network. Each is written to the file that
 * LOOPBACK_ONLY_LOG names, and the run fails for it: also where the code that tried it swallowed the failure.
 */

const log = process.env['LOOPBACK_ONLY_LOG']
const LOCAL_NAME = /(^|\.)localhost\.?$/i
/** Names for tests and examples (RFC 2606): asking for one gives nothing away. It fails all the same. */
const NOBODYS_NAME = /(^|\.)(test|invalid|example|example\.(com|net|org))\.?$/i
const loopback = new net.BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

function isLoopback(address: string): boolean {
  const family = net.isIP(address)
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** The error that a machine without a network gives. */
function refused(what: string, code: 'ENETUNREACH' | 'ENOTFOUND'): Error {
  if (log !== undefined && !NOBODYS_NAME.test(what)) appendFileSync(log, `${what} by ${process.argv.slice(1).join(' ').slice(0, 200)}\n`)
  return Object.assign(new Error(`${code}: tests reach loopback only, not ${what}`), { code })
}

// net's own callers hand over one array, `[options, callback]`.
function targetOf(args: readonly unknown[]): string | null {
  const [first] = args
  const options: unknown = Array.isArray(first) ? first[0] : first
  if (typeof options === 'object' && options !== null) {
    if ('path' in options && typeof options.path === 'string') return null
    return 'host' in options && typeof options.host === 'string' ? options.host : 'localhost'
  }
  return typeof args[1] === 'string' ? args[1] : 'localhost'
}

const { connect } = net.Socket.prototype
Object.defineProperty(net.Socket.prototype, 'connect', {
  configurable: true,
  writable: true,
  value: function connectHere(this: net.Socket, ...args: unknown[]): net.Socket {
    const host = targetOf(args)
    if (host === null || net.isIP(host) === 0 || isLoopback(host)) return Reflect.apply(connect, this, args)
    return this.destroy(refused(host, 'ENETUNREACH'))
  },
})

const lookup = dns.lookup
const lookupSoon = dns.promises.lookup
const isKnown = (name: string) => LOCAL_NAME.test(name) || net.isIP(name) !== 0
Object.assign(dns, {
  lookup(name: string, ...rest: unknown[]) {
    if (isKnown(name)) return Reflect.apply(lookup, dns, [name, ...rest])
    const done = rest.at(-1)
    const error = refused(name, 'ENOTFOUND')
    if (typeof done === 'function') process.nextTick(() => done(error))
    return {}
  },
})
Object.assign(dns.promises, {
  lookup: async (name: string, ...rest: unknown[]) => {
    if (!isKnown(name)) throw refused(name, 'ENOTFOUND')
    return Reflect.apply(lookupSoon, dns.promises, [name, ...rest])
  },
})

const send = dgram.Socket.prototype.send
Object.defineProperty(dgram.Socket.prototype, 'send', {
  configurable: true,
  writable: true,
  value: function sendHere(this: dgram.Socket, ...args: unknown[]): void {
    const host = args.find((arg) => typeof arg === 'string' && net.isIP(arg) !== 0)
    if (typeof host === 'string' && !isLoopback(host)) throw refused(host, 'ENETUNREACH')
    Reflect.apply(send, this, args)
  },
})

syncBuiltinESMExports()
