import type { ReadRecord } from './operations/operations.types.ts'

/**
 * Each record once, where it first stands: a provider that moves records between pages may list one twice. The newer one counts, or the
 * later one where no version tells.
 */
export function newestByKey<T extends Pick<ReadRecord, 'key' | 'version'>>(records: Iterable<T>): Map<string, T> {
  const newest = new Map<string, T>()
  for (const record of records) {
    const former = newest.get(record.key)
    if (former === undefined || former.version === null || record.version === null || record.version >= former.version)
      newest.set(record.key, record)
  }
  return newest
}
