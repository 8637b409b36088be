import { isIP, type Socket } from 'node:net'
import { isBlockedAddress } from './blocked-addresses.ts'
import type { Dialer } from './dialer.ts'
import { EgressRefusal } from './refusal.ts'

const CONNECT_TIMEOUT_MS = 10_000
/** A name with several addresses gets this long for each, so that one dead address does not use up the time. */
const SHARED_TIMEOUT_MS = 4_000
const MAX_ADDRESSES_TRIED = 4

export interface DialRequest {
  hostname: string
  port: number
  secure: boolean
}

/**
 * Resolves, checks EVERY address, and connects to exactly a checked one (security.md C14): a name that also points inside
 * is refused as a whole, and a second answer of the resolver is never asked for, so that it cannot be swapped.
 */
export async function dialPublic(dialer: Dialer, request: DialRequest): Promise<Socket> {
  const literal = request.hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = isIP(literal) === 0 ? await dialer.resolve(request.hostname) : [literal]
  if (addresses.length === 0) throw Object.assign(new Error(`${request.hostname} has no address`), { code: 'ENOTFOUND' })
  if (addresses.some(isBlockedAddress)) {
    throw new EgressRefusal(`${request.hostname} points to an address that is private, local or reserved`)
  }
  return dialFirstThatAnswers(dialer, { ...request, hostname: literal }, addresses.slice(0, MAX_ADDRESSES_TRIED))
}

/** For an address that the operator put into PROVIDER_ENDPOINTS: the only way to loopback. */
export async function dialMapped(dialer: Dialer, request: DialRequest): Promise<Socket> {
  const literal = request.hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = isIP(literal) === 0 ? await dialer.resolve(request.hostname) : [literal]
  return dialFirstThatAnswers(dialer, { ...request, hostname: literal }, addresses)
}

async function dialFirstThatAnswers(dialer: Dialer, request: DialRequest, addresses: readonly string[]): Promise<Socket> {
  const timeoutMs = addresses.length > 1 ? SHARED_TIMEOUT_MS : CONNECT_TIMEOUT_MS
  let failure: unknown = new Error(`${request.hostname} has no address`)
  for (const address of addresses) {
    try {
      return await dialer.connect({ ...request, address, timeoutMs })
    } catch (error) {
      failure = error // The next address may answer; the last one's reason is what the caller is told.
    }
  }
  throw failure
}
