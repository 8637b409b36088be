import os from 'node:os'
import type { Cell, Length } from './cells.ts'
import type { DefaultResult } from './default-suite.ts'

/** The limit must be one: close to a plain insert at 16 connections, ahead of it at 64. */
const LIMIT_OF_INSERT: ReadonlyArray<{ connections: number; atLeast: number }> = [
  { connections: 16, atLeast: 0.85 },
  { connections: 64, atLeast: 1.1 },
]

/** Which concurrency stands for a scenario where a single number is wanted. */
const USUAL_CONNECTIONS = 16

export function table(cells: readonly Cell[]): string {
  const lines = ['scenario      connections     req/s    p50 ms    p95 ms    p99 ms   of limit']
  for (const cell of cells) {
    const share = shareOf(cells, cell, 'limit')
    const numbers = [cell.reqPerSec.toFixed(0), cell.p50Ms.toFixed(2), cell.p95Ms.toFixed(2), cell.p99Ms.toFixed(2)].map((text) =>
      text.padStart(10),
    )
    lines.push(
      `${cell.scenario.padEnd(12)}${String(cell.connections).padStart(13)}${numbers.join('')}${(share === null ? '' : `${Math.round(share * 100)} %`).padStart(11)}`,
    )
  }
  return lines.join('\n')
}

/** Where the processor's time goes: on a machine that is full, requests/s are its processors divided by the last column. */
export function processorTable(cells: readonly Cell[]): string {
  const lines = ['scenario      connections    µs: server  children  postgres generator       all']
  for (const { scenario, connections, processorUs } of cells) {
    const { server, children, postgres, generator } = processorUs
    const parts = [server, children, postgres, generator, server + children + postgres + generator]
    lines.push(
      `${scenario.padEnd(12)}${String(connections).padStart(13)}${parts.map((part, at) => String(part).padStart(at === 0 ? 14 : 10)).join('')}`,
    )
  }
  return lines.join('\n')
}

function shareOf(cells: readonly Cell[], cell: Cell, baseline: string): number | null {
  const found = cells.find((other) => other.scenario === baseline && other.connections === cell.connections)
  return found === undefined || found.reqPerSec === 0 ? null : cell.reqPerSec / found.reqPerSec
}

/** Why the measured limit cannot be trusted; empty when it can. */
export function faultsOfLimit(cells: readonly Cell[]): string[] {
  return LIMIT_OF_INSERT.flatMap(({ connections, atLeast }) => {
    const limit = cells.find((cell) => cell.scenario === 'limit' && cell.connections === connections)
    const share = limit === undefined ? null : shareOf(cells, limit, 'insert')
    if (share === null || share >= atLeast) return []
    return [`limit at ${connections} is ${share.toFixed(2)} × one committed INSERT per request; it must be at least ${atLeast} ×`]
  })
}

export interface Circumstances {
  database: Record<string, string>
  length: Length
  /** Limits of the product that this bench changed from their defaults. */
  raisedLimits: Record<string, unknown>
  limitFaults: string[]
}

/** `{scenario: {reqPerSec, p50Ms, …, "1": {…}, "16": {…}, "64": {…}}, queued}`, and under `circumstances` what they were measured with. */
export function asJson({ cells, queued }: DefaultResult, circumstances: Circumstances): string {
  const scenarios: Record<string, unknown> = {}
  for (const name of new Set(cells.map((cell) => cell.scenario))) {
    const own = cells.filter((cell) => cell.scenario === name)
    const usual = own.find((cell) => cell.connections === USUAL_CONNECTIONS) ?? own[0]
    if (usual === undefined) continue
    const { reqPerSec, p50Ms, p95Ms, p99Ms, connections } = usual
    const byConnections = own.map((cell) => {
      const { scenario: _name, connections: at, ...measured } = cell
      return [at, { ...measured, ofLimit: shareOf(cells, cell, 'limit') }]
    })
    scenarios[name] = { ...Object.fromEntries(byConnections), reqPerSec, p50Ms, p95Ms, p99Ms, connections }
  }
  const all = { ...scenarios, ...(queued === null ? {} : { queued }), circumstances: { ...circumstances, machine: machine() } }
  return `${JSON.stringify(all, null, 2)}\n`
}

/** What the numbers were measured on, and how busy it was with other things. */
export function machine() {
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpus: os.cpus().length,
    cpu: os.cpus()[0]?.model ?? '',
    loadAverage: os.loadavg(),
  }
}
