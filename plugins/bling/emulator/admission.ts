import { type EmulatorAnswer, type EmulatorRequest, hangUp } from '@tomada/sdk/emulator'
import { brasiliaDate } from './dates.ts'
import type { Erp } from './erp.ts'
import type { Company } from './erp.types.ts'
import { failure, tooManyRequests } from './errors.ts'
import { companyOfToken } from './oauth/grants.ts'

const TEN_SECONDS_MS = 10_000
const MINUTE_MS = 60_000
const SHORT_BLOCK_MS = 10 * MINUTE_MS
const LONG_BLOCK_MS = 60 * MINUTE_MS
const ERRORS_ALLOWED = 300
const REQUESTS_ALLOWED = 600
const TOKEN_CALLS_ALLOWED = 20
// A second, less what arrival may wobble: a caller that paces itself exactly must not be refused.
const SECOND_MS = 950

interface Caller {
  requests: number[]
  errors: number[]
  tokenCalls: number[]
  blockedUntil: number
}

export interface Admission {
  admit(request: EmulatorRequest): EmulatorAnswer | null
  answered(request: EmulatorRequest, answer: EmulatorAnswer): void
}

/** Blocks by address, then the account's limits, shared by all its tokens and applications. */
export function createAdmission(erp: Erp): Admission {
  const callers = new Map<string, Caller>()
  const callerOf = (request: EmulatorRequest) => {
    const known = callers.get(request.address)
    if (known) return known
    const fresh: Caller = { requests: [], errors: [], tokenCalls: [], blockedUntil: 0 }
    callers.set(request.address, fresh)
    return fresh
  }
  return {
    admit(request) {
      if (request.path.endsWith('/oauth/authorize')) return null
      const now = erp.world.clock.now()
      const isBlocked = erp.limits.ipBlocks && countCaller(callerOf(request), request, now)
      if (isBlocked) return erp.limits.blockedAnswer === 'reset' ? hangUp : blocked()
      const company = companyOfToken(erp, request)
      return company ? countAccount(erp, company, now) : null
    },
    answered(request, answer) {
      if (answer.status < 400) return
      const caller = callerOf(request)
      const now = erp.world.clock.now()
      if (add(caller.errors, now, TEN_SECONDS_MS) >= ERRORS_ALLOWED) block(caller, now + SHORT_BLOCK_MS)
    },
  }
}

function countCaller(caller: Caller, request: EmulatorRequest, now: number): boolean {
  if (caller.blockedUntil > now) return true
  if (add(caller.requests, now, TEN_SECONDS_MS) > REQUESTS_ALLOWED) block(caller, now + SHORT_BLOCK_MS)
  const isTokenCall = request.path.endsWith('/oauth/token')
  if (isTokenCall && add(caller.tokenCalls, now, MINUTE_MS) > TOKEN_CALLS_ALLOWED) block(caller, now + LONG_BLOCK_MS)
  return caller.blockedUntil > now
}

function countAccount(erp: Erp, company: Company, now: number): EmulatorAnswer | null {
  const { requestsPerDay, requestsPerSecond } = erp.limits
  const date = brasiliaDate(now)
  if (company.day.date !== date) company.day = { date, count: 0 }
  if (company.day.count >= requestsPerDay) return tooManyRequests('day', requestsPerDay)
  forget(company.recent, now - SECOND_MS)
  if (company.recent.length >= requestsPerSecond) return tooManyRequests('second', requestsPerSecond)
  company.recent.push(now)
  company.day.count += 1
  return null
}

/** Adds this instant to a sliding window; answers how many are in it. */
function add(instants: number[], now: number, windowMs: number): number {
  forget(instants, now - windowMs)
  instants.push(now)
  return instants.length
}

function forget(instants: number[], until: number): void {
  while (instants[0] !== undefined && instants[0] <= until) instants.shift()
}

function block(caller: Caller, until: number): void {
  caller.blockedUntil = until
  caller.errors.length = 0
  caller.requests.length = 0
  caller.tokenCalls.length = 0
}

function blocked(): EmulatorAnswer {
  return failure(403, 'FORBIDDEN', 'Acesso bloqueado', 'O seu IP foi bloqueado temporariamente.')
}
