import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'

type Network = ReturnType<typeof ipaddr.parseCIDR>

/**
 * Who is calling, for logs and limits (security.md C32). The socket's address, unless the socket belongs to a configured
 * proxy: then the right-most entry of X-Forwarded-For that is not itself a configured proxy, because only what our own
 * proxies appended can be believed. `proxies` are addresses and CIDR networks; throws RangeError on anything else.
 */
export function clientAddressReader(proxies: readonly string[]): (request: IncomingMessage) => string {
  const networks = proxies.map(readNetwork)
  const isProxy = (address: string) => networks.some((network) => isIn(address, network))
  return (request) => {
    const peer = normalAddress(request.socket.remoteAddress ?? '')
    if (networks.length === 0 || !isProxy(peer)) return peer
    const forwarded = request.headers['x-forwarded-for']
    const chain = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').slice(-20)
    for (const entry of chain.reverse()) {
      const address = normalAddress(entry.trim())
      // An entry that is no address was not written by a proxy of ours; believe nothing left of it.
      if (address === '') return peer
      if (!isProxy(address)) return address
    }
    return peer
  }
}

/** The part of an address that one subscriber controls: an IPv6 /64, a whole IPv4 address. */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${parsed.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`
}

function readNetwork(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

function isIn(address: string, [network, bits]: Network): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return parsed.kind() === network.kind() && parsed.match(network, bits)
}

const normalised = new LRUCache<string, string>({ max: 1_000 })

/** `::ffff:127.0.0.1` and `127.0.0.1` are one client. Empty when the text is no address. */
function normalAddress(text: string): string {
  const known = normalised.get(text)
  if (known !== undefined) return known
  const address = ipaddr.isValid(text) ? ipaddr.process(text).toString() : ''
  normalised.set(text, address)
  return address
}
