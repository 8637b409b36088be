import { hkdfSync } from 'node:crypto'
import type { SecretKey } from './secrets.ts'

const KEY_BYTES = 32

/**
 * A key for each of the installation's own, for one purpose only: who learns one learns neither the key it comes from nor that
 * of another purpose (HKDF-SHA-256, RFC 5869). Newest first, as given.
 */
export function deriveKeys(keys: readonly [SecretKey, ...SecretKey[]], purpose: string): readonly [Buffer, ...Buffer[]] {
  const derive = ({ key }: SecretKey) => Buffer.from(hkdfSync('sha256', key, '', `tomada ${purpose}`, KEY_BYTES))
  const [newest, ...older] = keys
  return [derive(newest), ...older.map(derive)]
}
