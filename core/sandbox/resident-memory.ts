import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readSync } from 'node:fs'

/** Linux reports resident memory in pages. */
const PAGE_BYTES = 4096
/** Asking `ps` starts a process: not more often than this. */
const PS_EVERY_MS = 250

/** Reads how much memory a process holds, cheaply enough to ask every 25 ms. */
export interface ResidentMemory {
  /** Bytes, or null when the process is gone or nobody can tell. */
  read(): number | null
  close(): void
}

export function watchResidentMemory(pid: number, monotonicMs: () => number): ResidentMemory {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid, monotonicMs)
}

/** One pread of /proc/<pid>/statm on a descriptor kept open: it stays this process's even if the id is used again. */
function fromProc(pid: number): ResidentMemory {
  const file = openSync(`/proc/${pid}/statm`, 'r')
  const bytes = Buffer.alloc(128)
  return {
    read() {
      try {
        const length = readSync(file, bytes, 0, bytes.length, 0)
        const pages = Number(bytes.toString('latin1', 0, length).split(' ')[1])
        return Number.isFinite(pages) ? pages * PAGE_BYTES : null
      } catch {
        // ESRCH: the process ended between two looks; its exit is reported on its own.
        return null
      }
    },
    close: () => closeSync(file),
  }
}

function fromPs(pid: number, monotonicMs: () => number): ResidentMemory {
  let last: number | null = null
  let askedMs = Number.NEGATIVE_INFINITY
  return {
    read() {
      if (process.platform === 'win32' || monotonicMs() - askedMs < PS_EVERY_MS) return last
      askedMs = monotonicMs()
      try {
        last = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024
      } catch {
        // The process ended: its exit is reported on its own.
        last = null
      }
      return last
    },
    close: () => undefined,
  }
}
