import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'

const inflated = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw)

const MOST_ENTRIES = 2_000

/** Why an archive was not read. */
export class BrokenZip extends Error {}

/**
 * The wanted entries of a ZIP archive. Nothing is given more room than it claims, and all of them together no more than `mostBytes`,
 * so that a bomb ends at its own claim. Source: PKWARE APPNOTE 6.3.3. Throws BrokenZip.
 */
export async function unzip(bytes: Buffer, { wanted, mostBytes }: { wanted: RegExp; mostBytes: number }): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>()
  let room = mostBytes
  for (const entry of entriesOf(bytes)) {
    if (!wanted.test(entry.name)) continue
    if (entry.size > room) throw new BrokenZip('too large')
    room -= entry.size
    found.set(entry.name, await contentOf(bytes, entry))
  }
  return found
}

interface Entry {
  name: string
  method: number
  packed: number
  size: number
  offset: number
}

function entriesOf(bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end === -1 || end + 22 > bytes.length) throw new BrokenZip('no archive')
  const count = bytes.readUInt16LE(end + 10)
  if (count > MOST_ENTRIES) throw new BrokenZip('too many parts')
  const entries: Entry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let nr = 0; nr < count; nr++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw new BrokenZip('broken directory')
    const nameLength = bytes.readUInt16LE(at + 28)
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

async function contentOf(bytes: Buffer, { method, packed, size, offset }: Entry): Promise<Buffer> {
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== 0x04034b50) throw new BrokenZip('broken part')
  const begin = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  const content = bytes.subarray(begin, begin + packed)
  if (content.length < packed) throw new BrokenZip('cut off')
  if (method === 0) return content
  if (method !== 8) throw new BrokenZip('unknown packing')
  try {
    return size === 0 ? Buffer.alloc(0) : await inflated(content, { maxOutputLength: size })
  } catch (error) {
    throw new BrokenZip('broken part', { cause: error })
  }
}
