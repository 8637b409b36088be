import { createHash } from 'node:crypto'
import type { EmulatorAnswer } from '@tomada/sdk/emulator'
import { timeOf } from './dates.ts'
import type { Erp } from './erp.types.ts'
import { blocked, faultAnswer } from './omie-fault.ts'

const MINUTE_MS = 60_000

interface Caller {
  recent: number[]
  underWay: number
  failuresInRow: number
  blockedUntil: number
}

/** Who calls what: Omie counts by address, app key and method. */
export interface Envelope {
  address: string
  appKey: string
  call: string
  param: unknown
}

export interface Admission {
  /** An answer here ends the call. */
  admit(envelope: Envelope): EmulatorAnswer | null
  began(envelope: Envelope): void
  ended(envelope: Envelope): void
  /** Counts failures in a row, whatever they are about: what is not found counts too. */
  judged(envelope: Envelope, isFault: boolean): void
}

export function createAdmission(erp: Erp): Admission {
  const callers = new Map<string, Caller>()
  const addresses = new Map<string, number[]>()
  const seen = new Map<string, number>()

  function callerOf({ address, appKey, call }: Envelope): Caller {
    const key = `${address} ${appKey} ${call}`
    const known = callers.get(key) ?? { recent: [], underWay: 0, failuresInRow: 0, blockedUntil: 0 }
    callers.set(key, known)
    return known
  }

  function tooMany(envelope: Envelope, now: number): boolean {
    const everything = addresses.get(envelope.address) ?? []
    addresses.set(envelope.address, everything)
    const { requestsPerMinute, callsPerMinute } = erp.limits
    return add(everything, now) > requestsPerMinute || add(callerOf(envelope).recent, now) > callsPerMinute
  }

  function redundant(envelope: Envelope, now: number): EmulatorAnswer | null {
    const { redundantSeconds, redundantFault } = erp.limits
    if (redundantSeconds === 0) return null
    const hash = createHash('sha256')
      .update(JSON.stringify([envelope.appKey, envelope.call, envelope.param]))
      .digest('hex')
    const last = seen.get(hash)
    const untilMs = last === undefined ? 0 : last + redundantSeconds * 1000 - now
    if (untilMs <= 0) {
      seen.set(hash, now)
      return null
    }
    if (redundantFault === '6') {
      const seconds = Math.ceil(untilMs / 1000)
      const text = `ERROR: Consumo redundante detectado. Aguarde ${seconds} segundos para tentar novamente (REDUNDANT).`
      return faultAnswer('SOAP-ENV:Client-6', text)
    }
    const text = `ERROR: Esta requisição já foi processada ou está sendo processada e você pode tentar novamente às ${timeOf(now + untilMs)}. (1)`
    return faultAnswer('SOAP-ENV:Client-8020', text)
  }

  return {
    admit(envelope) {
      const now = erp.world.clock.now()
      const caller = callerOf(envelope)
      if (caller.blockedUntil > now) return blocked(Math.ceil((caller.blockedUntil - now) / 1000))
      if (tooMany(envelope, now)) return faultAnswer('SOAP-ENV:Client-429', 'Too Many Requests', 429)
      if (caller.underWay >= erp.limits.atOnce) {
        const text = 'ERROR: Já existe uma requisição desse método sendo executada e você pode tentar novamente em alguns instantes. (1)'
        return faultAnswer('SOAP-ENV:Client-1880', text)
      }
      // Writes are not refused: what was written is found by its integration code. Omie documents the guard for queries.
      return isQuery(envelope.call) ? redundant(envelope, now) : null
    },
    began: (envelope) => void callerOf(envelope).underWay++,
    ended: (envelope) => void callerOf(envelope).underWay--,
    judged(envelope, isFault) {
      const caller = callerOf(envelope)
      const { failuresInRow, blockSeconds } = erp.limits
      caller.failuresInRow = isFault ? caller.failuresInRow + 1 : 0
      if (failuresInRow === 0 || caller.failuresInRow < failuresInRow) return
      caller.failuresInRow = 0
      caller.blockedUntil = erp.world.clock.now() + blockSeconds * 1000
    },
  }
}

function isQuery(call: string): boolean {
  return /^(Listar|Consultar|Obter|Status|Posicao|Movimento|Get|Pesquisar)/.test(call)
}

/** Adds this instant to a minute's window; answers how many are in it. */
function add(instants: number[], now: number): number {
  while (instants[0] !== undefined && instants[0] <= now - MINUTE_MS) instants.shift()
  instants.push(now)
  return instants.length
}
