const MOST = 60

/**
 * An effect's key as Omie's integration codes take it: 60 characters at most. A longer one keeps its end, where the step is, behind a
 * hash of the whole (FNV-1a, 64 bits), so that two keys never become one.
 */
export function integrationCode(key: string): string {
  if (key.length <= MOST) return key
  let hash = 0xcbf29ce484222325n
  for (let at = 0; at < key.length; at++) hash = BigInt.asUintN(64, (hash ^ BigInt(key.charCodeAt(at))) * 0x100000001b3n)
  return `${hash.toString(36)}.${key.slice(-(MOST - 14))}`
}
