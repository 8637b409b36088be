import { writeSync } from 'node:fs'

/** Descriptor of the progress file, given by the core at spawn. */
const PROGRESS_FD = 3
const PATH_BYTES = 250

/**
 * Says in a file that the core can read at any moment which job runs now and which step it is in. A child that hangs or dies
 * inside a guest cannot answer any more; this is how the core knows whose fault it is. One pwrite of a few bytes: 1.3 µs.
 *
 * Layout: u32 starts so far (one handler may run many times), u32 job, u8 length, path in UTF-8.
 */
export class Progress {
  private readonly bytes = Buffer.alloc(9 + PATH_BYTES)
  private starts = 0
  path: string | null = null

  start(seq: number): void {
    this.path = null
    this.starts = (this.starts + 1) >>> 0
    this.bytes.writeUInt32LE(this.starts, 0)
    this.bytes.writeUInt32LE(seq, 4)
    this.bytes.writeUInt8(0, 8)
    writeSync(PROGRESS_FD, this.bytes, 0, 9, 0)
  }

  mark(path: string): void {
    this.path = path
    const length = this.bytes.write(path, 9, PATH_BYTES, 'utf8')
    this.bytes.writeUInt8(length, 8)
    writeSync(PROGRESS_FD, this.bytes, 0, 9 + length, 0)
  }

  end(): void {
    this.start(0)
  }
}
