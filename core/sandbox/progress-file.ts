import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface ProgressReading {
  /** Grows with each start, so that two looks can tell a long job from two short ones. */
  starts: number
  /** 0 = idle. */
  job: number
  path: string | null
}

/** The core's end of what `child/progress.ts` writes: a file without a name, open in both processes. */
export class ProgressFile {
  readonly fd: number
  private readonly bytes = Buffer.alloc(512)

  constructor() {
    const folder = mkdtempSync(path.join(tmpdir(), 'tomada-sandbox-'))
    this.fd = openSync(path.join(folder, 'progress'), 'w+', 0o600)
    rmSync(folder, { recursive: true, force: true })
  }

  read(): ProgressReading {
    const length = readSync(this.fd, this.bytes, 0, this.bytes.length, 0)
    if (length < 9) return { starts: 0, job: 0, path: null }
    const pathLength = this.bytes.readUInt8(8)
    return {
      starts: this.bytes.readUInt32LE(0),
      job: this.bytes.readUInt32LE(4),
      path: pathLength === 0 ? null : this.bytes.toString('utf8', 9, 9 + pathLength),
    }
  }

  close(): void {
    closeSync(this.fd)
  }
}
