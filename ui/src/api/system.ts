import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import { type InJson, inJson } from './narrow.ts'
import { ApiError } from './problem.ts'

export type AuditEntry = InJson<open.AuditEntry>

export const listAudit = async (filter: { userId?: string; act?: string; from?: string; to?: string; search?: string }, cursor?: string) =>
  inJson(await api.listAudit({ query: { limit: 50, ...filter, ...(cursor ? { cursor } : {}) } }))
export const readRetention = () => api.getRetention()
export const readLimits = () => api.getLimits()

export interface Readiness {
  isReady: boolean
  checks: Array<{ name: string; isFine: boolean }>
}

/** What the process needs, as it sees it now. The address is the one that a supervisor asks; 503 is an answer too. */
export async function readReadiness(): Promise<Readiness> {
  const answer = await fetch('/readyz', { headers: { Accept: 'application/json' } }).catch(() => null)
  if (answer === null) throw new ApiError({ status: 0, code: 'offline', title: 'offline' }, true)
  const body: unknown = await answer.json()
  const checks = typeof body === 'object' && body !== null && 'checks' in body ? body.checks : null
  return {
    isReady: answer.ok,
    checks: Object.entries(typeof checks === 'object' && checks !== null ? checks : {}).map(([name, state]) => ({
      name,
      isFine: state === 'ok',
    })),
  }
}
