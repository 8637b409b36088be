import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { descendantsOf } from './process-memory.ts'

/** Processor time that the parts of one measurement took, in µs. */
export interface ProcessorTimes {
  /** The server itself, with its threads. */
  server: number
  /** What it started: sandbox children. */
  children: number
  postgres: number
}

/** Linux counts in hundredths of a second (`getconf CLK_TCK`). */
const TICK_US = 10_000

/** Since they were started, from /proc. `clusterFolder`: where the postmaster keeps its pid. */
export async function processorTimes(serverPid: number, clusterFolder: string): Promise<ProcessorTimes> {
  const [server, children, postgres] = await Promise.all([timesOf(serverPid), childrenTime(serverPid), postgresTime(clusterFolder)])
  return { server, children, postgres }
}

/** Of everything that runs now and was started by this process, or by what it started. */
export async function childrenTime(pid: number): Promise<number> {
  return sumOf(await descendantsOf(pid))
}

/** Of the whole cluster, with what has ended. */
export async function postgresTime(clusterFolder: string): Promise<number> {
  const postmaster = Number((await readFile(path.join(clusterFolder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])
  const [ended, backends] = await Promise.all([timesOf(postmaster, true), childrenTime(postmaster)])
  return ended + backends
}

async function sumOf(pids: readonly number[]): Promise<number> {
  return (await Promise.all(pids.map((pid) => timesOf(pid)))).reduce((sum, one) => sum + one, 0)
}

/** `withEnded`: also what its children took that have ended. 0 when the process is gone. */
async function timesOf(pid: number, withEnded = false): Promise<number> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold spaces; user time is the twelfth field after it.
    const [user, system, endedUser, endedSystem] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number)
    return TICK_US * ((user ?? 0) + (system ?? 0) + (withEnded ? (endedUser ?? 0) + (endedSystem ?? 0) : 0))
  } catch {
    return 0 // It ended since it was listed.
  }
}
