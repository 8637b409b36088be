import type { Json, Trigger } from '@tomada/sdk/flow'
import type { Catalogue } from './catalogue.ts'
import { fieldsOf } from './form/form-fields.ts'

const SOME_TIME = '2026-01-15T12:00:00.000Z'

/** What an event of this trigger looks like: typed by a person, as the connector's manifest shows it, or as its kind always is. */
export function triggerSample(trigger: Trigger, catalogue: Catalogue): Json {
  switch (trigger.kind) {
    case 'manual':
    case 'subflow':
    case 'api':
      return trigger.sample ?? {}
    case 'webhook':
      return trigger.sample ?? { method: 'POST', headers: {}, query: {}, body: {} }
    case 'connector':
      return catalogue.connector(trigger.plugin)?.triggers.find((entry) => entry.name === trigger.trigger)?.sample ?? {}
    case 'form':
      return Object.fromEntries((fieldsOf(trigger.schema) ?? []).map((field) => [field.key, null]))
    case 'schedule':
      return { scheduledAt: SOME_TIME, startedAt: SOME_TIME, isCatchUp: false }
    case 'error':
      return (
        trigger.sample ?? {
          flow: { id: '', name: '' },
          run: { id: '', startedAt: SOME_TIME },
          error: { code: 'provider', message: '' },
          step: null,
        }
      )
    case 'resource':
      return {
        change: trigger.changes[0] ?? 'created',
        record: catalogue.connector(trigger.plugin)?.resources.find(({ name }) => name === trigger.resource)?.sample ?? {},
        before: null,
      }
    case 'polling':
      return {}
    default:
      return trigger satisfies never
  }
}
