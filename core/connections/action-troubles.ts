import { LRUCache } from 'lru-cache'
import type { ActionRequest, ActionResult, Actions } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { redactText } from '../platform/redact.ts'
import { tellTrouble } from './status-events.ts'

export interface ActionTroublesDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  logger: Pick<Logger, 'error'>
}

/** So many in a row, with nothing of the connection done between them: one failure says little about an account. */
const REPEATED = 3
const ASK_AGAIN_MS = 60_000
const MOST_CONNECTIONS = 10_000

/**
 * The same actions, which tell when those of a connection fail again and again (`integration.error`, once an hour and connection). Counted by
 * each process: no row is written for what works.
 */
export function tellTroubles(actions: Actions, { db, clock, logger }: ActionTroublesDeps): Actions {
  const failures = new LRUCache<string, { count: number; toldAt: number }>({ max: MOST_CONNECTIONS })

  function note({ tenantId, connectionId, action, isTest }: ActionRequest, result: ActionResult): void {
    if (isTest === true || connectionId === '') return
    if (result.ok) return void failures.delete(connectionId)
    if (!isTrouble(result)) return
    const { count, toldAt } = failures.get(connectionId) ?? { count: 0, toldAt: Number.NEGATIVE_INFINITY }
    const isTold = count + 1 >= REPEATED && clock.monotonicMs() - toldAt >= ASK_AGAIN_MS
    failures.set(connectionId, { count: count + 1, toldAt: isTold ? clock.monotonicMs() : toldAt })
    if (!isTold) return
    const { code, message } = result.failure
    db.forTenant(tenantId, (trx) => tellTrouble(trx, connectionId, { code, message: redactText(`${action}: ${message}`) })).catch(
      (error: unknown) => logger.error({ err: error, connectionId }, 'nobody was told that the actions of a connection fail'),
    )
  }

  return {
    ...actions,
    async execute(request) {
      const result = await actions.execute(request)
      note(request, result)
      return result
    },
  }
}

/**
 * Standing in line is no failure, a grant that is gone is told as `integration.disconnected`, and what an action was asked with, or about,
 * says nothing about the account.
 */
function isTrouble({ failure }: Extract<ActionResult, { ok: false }>): boolean {
  if (failure.code === 'invalid_input' || failure.code === 'action_missing' || failure.code === 'connection_missing') return false
  return failure.class === 'retry' || failure.class === 'permanent'
}
