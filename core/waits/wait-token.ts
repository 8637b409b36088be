import { createHmac, timingSafeEqual } from 'node:crypto'
import { deriveKeys } from '../platform/derived-keys.ts'
import { isId } from '../platform/ids.ts'
import type { SecretKey } from '../platform/secrets.ts'

export type WaitPurpose = 'resume' | 'cancel'

/** What a link says: which step of which run it ends, and how. */
export interface WaitClaim {
  tenantId: string
  runId: string
  path: string
  purpose: WaitPurpose
}

export interface WaitTokens {
  /** Always the same for the same claim, so that a run that is replayed sends the same link. */
  sign(claim: WaitClaim): string
  /** Null for whatever we did not sign. */
  verify(token: string): WaitClaim | null
}

const MAC_BYTES = 16
const MAX_PATH_CHARS = 400
const TENANT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** First byte; also says in which form the rest is. */
const PURPOSES: ReadonlyMap<number, WaitPurpose> = new Map([
  [1, 'resume'],
  [2, 'cancel'],
])
const TENANT_BYTES = 16
const RUN_CHARS = 30

/**
 * Tokens of wait links: base64url of purpose, tenant, run, path and 16 bytes of HMAC-SHA-256 over them. Nothing is stored. The
 * newest key signs, all verify, so that links outlive a rotation as long as the old key is configured.
 */
export function openWaitTokens(secretKeys: readonly [SecretKey, ...SecretKey[]]): WaitTokens {
  const keys = deriveKeys(secretKeys, 'wait links v1')
  return {
    sign(claim) {
      const claimed = encode(claim)
      return Buffer.concat([claimed, macOf(keys[0], claimed)]).toString('base64url')
    },
    verify(token) {
      const bytes = Buffer.from(token, 'base64url')
      if (bytes.length <= 1 + TENANT_BYTES + RUN_CHARS + MAC_BYTES || bytes.toString('base64url') !== token) return null
      const claimed = bytes.subarray(0, -MAC_BYTES)
      const mac = bytes.subarray(-MAC_BYTES)
      // Every key is tried, whichever fits: the time tells nothing.
      const fits = keys.map((key) => timingSafeEqual(macOf(key, claimed), mac)).includes(true)
      return fits ? decode(claimed) : null
    },
  }
}

function macOf(key: Buffer, claimed: Buffer): Buffer {
  return createHmac('sha256', key).update(claimed).digest().subarray(0, MAC_BYTES)
}

function encode({ tenantId, runId, path, purpose }: WaitClaim): Buffer {
  if (!TENANT_ID.test(tenantId) || !isId('run', runId) || path === '' || path.length > MAX_PATH_CHARS) {
    throw new RangeError('a wait link needs a tenant, a run and a path')
  }
  const first = Buffer.from([purpose === 'resume' ? 1 : 2])
  return Buffer.concat([first, Buffer.from(tenantId.replaceAll('-', ''), 'hex'), Buffer.from(runId, 'latin1'), Buffer.from(path, 'utf8')])
}

/** What we signed is what we encoded; only the form may be of another version. */
function decode(claimed: Buffer): WaitClaim | null {
  const purpose = PURPOSES.get(claimed[0] ?? 0)
  if (purpose === undefined) return null
  const hex = claimed.toString('hex', 1, 1 + TENANT_BYTES)
  const tenantId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const runId = claimed.toString('latin1', 1 + TENANT_BYTES, 1 + TENANT_BYTES + RUN_CHARS)
  return { tenantId, runId, path: claimed.toString('utf8', 1 + TENANT_BYTES + RUN_CHARS), purpose }
}
