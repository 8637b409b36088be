import { crc32 } from 'node:zlib'

/** One file of the archive; paths with `/`. */
export interface ArchiveFile {
  path: string
  content: Buffer
}

const BLOCK = 512
const MAX_STORED = 65_535

/**
 * A ustar archive in which nothing but paths and contents counts: mtime 0, owner 0, mode 0644, in the order given.
 * Throws RangeError for a path that ustar cannot hold.
 */
export function tarOf(files: readonly ArchiveFile[]): Buffer {
  const blocks = files.flatMap(({ path, content }) => [
    headerOf(path, content.length),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ])
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)])
}

/**
 * gzip that stores and does not compress. Compressors differ between machines and releases, and with them the hash; a connector is
 * small, and this gives the same bytes everywhere for ever.
 */
export function gzipStored(content: Buffer): Buffer {
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
  const blocks: Buffer[] = []
  for (let at = 0; at < content.length || at === 0; at += MAX_STORED) {
    const part = content.subarray(at, at + MAX_STORED)
    const head = Buffer.alloc(5)
    head.writeUInt8(at + MAX_STORED >= content.length ? 1 : 0, 0)
    head.writeUInt16LE(part.length, 1)
    head.writeUInt16LE(0xffff - part.length, 3)
    blocks.push(head, part)
  }
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(content), 0)
  trailer.writeUInt32LE(content.length % 2 ** 32, 4)
  return Buffer.concat([header, ...blocks, trailer])
}

function headerOf(path: string, sizeBytes: number): Buffer {
  const { name, prefix } = splitPath(path)
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0, 'utf8')
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\0', 257)
  header.write('00', 263)
  header.write(prefix, 345, 'utf8')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

function splitPath(path: string): { name: string; prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' }
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)]
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100) return { name, prefix }
  }
  throw new RangeError(`${path} is too long a name for an archive`)
}
