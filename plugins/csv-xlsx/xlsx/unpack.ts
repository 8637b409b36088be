import { PermanentError } from '@tomada/sdk'
import { WANTED_PARTS } from '@tomada/sdk/spreadsheet'
import { strFromU8, unzipSync } from 'fflate'

/** Decompressed, of the parts that are read. A sheet of 500,000 cells is about 20 MB. */
const MAX_PART_BYTES = 40_000_000
const MAX_TOTAL_BYTES = 60_000_000
const MAX_PARTS = 2_000

/**
 * The XML parts of a workbook that are read, by path. What a part claims to unpack to is looked at before it is unpacked, and it
 * is never given more room than it claimed, so that a bomb ends at its own claim. Throws PermanentError.
 */
export function unpack(bytes: Uint8Array): ReadonlyMap<string, string> {
  let total = 0
  let parts = 0
  const files = attempt(() =>
    unzipSync(bytes, {
      filter({ name, originalSize }) {
        parts += 1
        if (parts > MAX_PARTS) throw new PermanentError('the workbook has too many parts')
        if (!WANTED_PARTS.test(name)) return false
        total += originalSize
        if (originalSize > MAX_PART_BYTES || total > MAX_TOTAL_BYTES) throw new PermanentError('the workbook is too large when unpacked')
        return true
      },
    }),
  )
  const found = new Map(Object.entries(files).map(([name, content]) => [name, strFromU8(content)]))
  for (const text of found.values())
    if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) throw new PermanentError('the workbook declares a document type')
  return found
}

function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof PermanentError) throw error
    throw new PermanentError('the file is not an XLSX workbook')
  }
}
