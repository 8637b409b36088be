import ipaddr from 'ipaddr.js'

/**
 * Special IPv4 ranges of IANA's registry, multicast, the future block, and addresses that a cloud platform answers on
 * although they look public. Source: IANA IPv4 Special-Purpose Address Registry; Azure's platform address 168.63.129.16.
 */
const BLOCKED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map((range) => ipaddr.IPv4.parseCIDR(range))

/** Only global unicast is let through, less what is special inside it. Everything else is special by definition. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3')

/** Source: IANA IPv6 Special-Purpose Address Registry. 2001::/23 holds Teredo, ORCHID, benchmarking, drone and DETs. */
const BLOCKED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'].map((range) =>
  ipaddr.IPv6.parseCIDR(range),
)

/**
 * Whether a resolved address is one the product never connects to (security.md C14). Takes the canonical text of a
 * resolver or socket; anything that is not exactly one address is blocked.
 */
export function isBlockedAddress(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return isBlockedV4(ipaddr.IPv4.parse(address))
  // A zone (`fe80::1%eth0`) only makes sense on a link, which is never where a provider is.
  if (address.includes('%') || !ipaddr.IPv6.isValid(address)) return true
  return isBlockedV6(ipaddr.IPv6.parse(address))
}

function isBlockedV4(address: ipaddr.IPv4): boolean {
  return address.range() !== 'unicast' || BLOCKED_V4.some((range) => address.match(range))
}

/** Mapped, compatible, translated and NAT64 forms lie outside 2000::/3; 6to4 and Teredo, which embed IPv4 too, are listed. */
function isBlockedV6(address: ipaddr.IPv6): boolean {
  if (!address.match(GLOBAL_V6)) return true
  return address.range() !== 'unicast' || BLOCKED_V6.some((range) => address.match(range))
}
