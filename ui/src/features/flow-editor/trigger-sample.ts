import type { Json, Trigger } from '@tomada/sdk/flow'
import type { Catalogue } from './catalogue.ts'

/** What an event of this trigger looks like: typed by a person, or as the connector's manifest shows it. */
export function triggerSample(trigger: Trigger, catalogue: Catalogue): Json {
  if (trigger.kind === 'manual') return trigger.sample ?? {}
  if (trigger.kind === 'webhook') return { method: 'POST', headers: {}, query: {}, body: trigger.sample ?? {} }
  const declared = catalogue.connector(trigger.plugin)?.triggers.find((entry) => entry.name === trigger.trigger)
  return declared?.sample ?? {}
}
