import { readdir, readFile } from 'node:fs/promises'

/** Resident memory in MB. */
export interface ProcessMemory {
  core: number
  /** Of all its children: the sandbox. */
  children: number
}

/** Of the process and everything it started, from /proc. PostgreSQL is not among them: it has a parent of its own. */
export async function memoryOf(pid: number): Promise<ProcessMemory> {
  let children = 0
  for (const child of await descendantsOf(pid)) children += (await fieldOf(child, 'VmRSS')) ?? 0
  return { core: inMb((await fieldOf(pid, 'VmRSS')) ?? 0), children: inMb(children) }
}

/** Its children and theirs, as they are now. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    const parent = /^\d+$/.test(name) ? await fieldOf(Number(name), 'PPid') : null
    if (parent !== null) parents.set(Number(name), parent)
  }
  return [...parents.keys()].filter((child) => isBelow(child, pid, parents))
}

function isBelow(child: number, pid: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(child); at !== undefined && at > 0; at = parents.get(at)) if (at === pid) return true
  return false
}

/** Null when the process is gone. */
async function fieldOf(pid: number, field: string): Promise<number | null> {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(await readFile(`/proc/${pid}/status`, 'utf8'))
    return found === null ? null : Number(found[1])
  } catch {
    return null // It ended since it was listed.
  }
}

function inMb(kilobytes: number): number {
  return Math.round(kilobytes / 102.4) / 10
}
