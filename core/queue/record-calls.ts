import type { ActionRequest, ActionResult, Actions } from '../actions/actions.types.ts'
import type { Broker, CallRecord, OutboundRequest } from '../egress/egress.types.ts'
import type { HttpStepPerformer } from '../http-step/http-step.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { insertOutsideCalls, type OutsideCallRow, type OutsidePurpose } from './outside-calls.store.ts'

export interface RecordCallsDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  logger: Logger
}

type About = Omit<OutsideCallRow, 'id' | 'record'>

/**
 * Keeps calls that no run's journal keeps. What is recorded is what the broker recorded: masked and cut. A call that was made
 * stands, whether it could be recorded or not: then the log says so.
 */
export function createCallRecorder({ db, clock, logger }: RecordCallsDeps) {
  async function keep(tenantId: string, about: About, calls: readonly CallRecord[]): Promise<void> {
    if (calls.length === 0) return
    try {
      const rows = calls.map((record) => ({ ...about, id: newId('cal', clock.now()), record }))
      await db.forTenant(tenantId, (trx) => insertOutsideCalls(trx, tenantId, rows))
    } catch (error) {
      logger.error({ err: error, tenantId, plugin: about.plugin, purpose: about.purpose, calls: calls.length }, 'calls not recorded')
    }
  }

  return {
    /** The same actions; every call that they make is kept. */
    actions<A extends Pick<Actions, 'execute'>>(actions: A, purpose: OutsidePurpose): A {
      return {
        ...actions,
        async execute(request: ActionRequest): Promise<ActionResult> {
          const result = await actions.execute(request)
          const { tenantId, plugin, action, connectionId, flowId = null } = request
          await keep(tenantId, { purpose, plugin, action, connectionId, flowId }, result.calls)
          return result
        },
      }
    },

    http(http: HttpStepPerformer, purpose: OutsidePurpose): HttpStepPerformer {
      return {
        ...http,
        async execute(request) {
          const result = await http.execute(request)
          const connectionId = request.step.connectionId ?? null
          await keep(request.tenantId, { purpose, plugin: 'http', action: null, connectionId, flowId: null }, result.calls)
          return result
        },
      }
    },

    broker(broker: Pick<Broker, 'send'>, purpose: OutsidePurpose): Pick<Broker, 'send'> {
      return {
        async send(request: OutboundRequest) {
          const result = await broker.send(request)
          const { tenantId, plugin, connectionId } = request
          await keep(tenantId, { purpose, plugin, action: null, connectionId, flowId: null }, [result.call])
          return result
        },
      }
    },
  }
}
