import type { FaultName } from './cells.ts'
import type { MatrixSubject } from './subject.ts'

/** Real milliseconds that a slow answer takes unless its fault is taken back, and that somebody who waits for it has. */
const SLOW_MS = 5_000
export const PATIENCE_MS = 200

/** How each fault is played at the emulator, once, at the next request with this method. */
const DIALS: Partial<Record<FaultName, Record<string, unknown>>> = {
  '429': { kind: 'status', status: 429 },
  '500': { kind: 'status', status: 500 },
  '503': { kind: 'status', status: 503 },
  timeout: { kind: 'slow', delayMs: SLOW_MS },
  truncated: { kind: 'truncate' },
  reordered: { kind: 'reorder' },
}

/** `lists`: a duplicate doubles an entry of a list; else the connection drops after the write, so that it is asked for twice. */
export async function playFault(
  subject: MatrixSubject,
  fault: FaultName,
  at: { method: string; path?: string; lists?: boolean; seed?: string },
): Promise<void> {
  const match = { method: at.method, path: at.path ?? '/*' }
  if (fault === 'expired token') return subject.expireToken()
  if (fault === 'revoked grant') return subject.revoke()
  const dial =
    fault === 'duplicate'
      ? { kind: at.lists === true ? 'duplicate' : 'dropAfterWrite' }
      : fault === 'schema surprise'
        ? { kind: 'schemaDrift', seed: at.seed, times: 20 }
        : DIALS[fault]
  await subject.admin('POST', '/faults', [{ match, ...dial }])
}

/** Takes the fault back; what is answered too late has come to its end. */
export async function endFault(subject: MatrixSubject, fault: FaultName): Promise<void> {
  await subject.admin('DELETE', '/faults')
  if (fault === 'revoked grant') await subject.reconnect()
}

export const SEEDS = ['a', 'b', 'c', 'd', 'e'] as const
