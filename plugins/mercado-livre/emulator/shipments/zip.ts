import { crc32 } from 'node:zlib'

const LOCAL_HEADER = 0x04034b50
const DIRECTORY_HEADER = 0x02014b50
const DIRECTORY_END = 0x06054b50

/** A ZIP of one file, stored without compression: all that a label download needs. */
export function zipOf(name: string, content: Buffer): Buffer {
  const fileName = Buffer.from(name)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(LOCAL_HEADER, 0)
  local.writeUInt16LE(20, 4)
  writeSizes(local, 14, content, fileName)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(DIRECTORY_HEADER, 0)
  entry.writeUInt16LE(20, 4)
  entry.writeUInt16LE(20, 6)
  writeSizes(entry, 16, content, fileName)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(DIRECTORY_END, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length + fileName.length, 12)
  end.writeUInt32LE(local.length + fileName.length + content.length, 16)
  return Buffer.concat([local, fileName, content, entry, fileName, end])
}

/** Checksum, both sizes and the name's length follow each other in both headers. */
function writeSizes(header: Buffer, offset: number, content: Buffer, fileName: Buffer): void {
  header.writeUInt32LE(crc32(content), offset)
  header.writeUInt32LE(content.length, offset + 4)
  header.writeUInt32LE(content.length, offset + 8)
  header.writeUInt16LE(fileName.length, offset + 12)
}
