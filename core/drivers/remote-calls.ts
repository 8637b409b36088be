import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import type { SecretBox } from '../platform/secrets.ts'
import { deleteCall, findAnswer, insertCall } from './calls.store.ts'
import type { CallFailure, CallResult, DriverCall, DriverCalls } from './drivers.types.ts'
import { sealer } from './session-seal.ts'
import { findSession } from './sessions.store.ts'

export interface RemoteCallsDeps {
  db: Database
  clock: Clock
  secrets: SecretBox
}

export interface RemoteCalls extends DriverCalls {
  /** A holder has stored an answer. */
  answered(callId: string): void
}

export const DRIVER_WORK = 'driver_work'
/** A notice may be lost: then the answer is found this late. */
const LOOK_MS = 1_000

const NOT_LINKED: CallFailure = { kind: 'reauthorise', message: 'The account is not linked: open the connection and link it' }
const LOST: CallFailure = { kind: 'unknown', message: 'The process that was doing it ended' }

/**
 * Steps run in any worker, sockets live in one: a call is a row that the holder takes, once, and answers. A call that nobody took when
 * its time is up was certainly not done; one that was taken and not answered may have been.
 */
export function openRemoteCalls({ db, clock, secrets }: RemoteCallsDeps): RemoteCalls {
  const seal = sealer(secrets)
  const waiting = new Map<string, () => void>()

  async function wait(request: DriverCall, id: string): Promise<CallResult> {
    const { tenantId, connectionId, timeoutMs } = request
    const until = clock.monotonicMs() + timeoutMs
    for (;;) {
      await nudged(id, Math.min(LOOK_MS, Math.max(0, until - clock.monotonicMs())))
      const { answer, session } = await db.forTenant(tenantId, async (trx) => ({
        answer: await findAnswer(trx, id),
        session: await findSession(trx, connectionId),
      }))
      if (answer !== null) return JSON.parse(seal.open({ tenantId, connectionId }, answer))
      const isLate = clock.monotonicMs() >= until
      if (!isLate && session !== undefined && (session.isHeld || session.desired === 'connected')) continue
      const { wasTaken } = await db.forTenant(tenantId, (trx) => deleteCall(trx, id))
      return { ok: false, failure: wasTaken ? LOST : { kind: 'away', message: 'The connection is not open at the moment' } }
    }
  }

  async function nudged(id: string, ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    waiting.set(id, resolve)
    await promise
    clearTimeout(timer)
    waiting.delete(id)
  }

  return {
    answered: (callId) => waiting.get(callId)?.(),
    async call(request) {
      const { tenantId, connectionId, name, effectKey, timeoutMs } = request
      const id = newId('dcl', clock.now())
      const isWanted = await db.forTenant(tenantId, async (trx) => {
        const session = await findSession(trx, connectionId)
        if (session?.desired !== 'connected' || session.state === 'pairing') return false
        const input = seal.close({ tenantId, connectionId }, JSON.stringify(request.input))
        await insertCall(trx, { tenantId, id, connectionId, name, effectKey, input, timeoutMs })
        await trx.raw('SELECT pg_notify(?, ?)', [DRIVER_WORK, connectionId])
        return true
      })
      if (!isWanted) return { ok: false, failure: NOT_LINKED }
      const result = await wait(request, id)
      await db.forTenant(tenantId, (trx) => deleteCall(trx, id))
      return result
    },
  }
}
