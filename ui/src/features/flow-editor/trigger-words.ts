import type { Trigger } from '@tomada/sdk/flow'
import { m } from '#lib/paraglide/messages.js'
import type { Catalogue } from './catalogue.ts'

/** What starts the flow, in words: the connector's own name for its event, where there is one. */
export function triggerText(trigger: Trigger, catalogue: Catalogue): string {
  if (trigger.kind === 'webhook') return m.editor_trigger_webhook()
  if (trigger.kind === 'manual') return m.editor_trigger_manual()
  const declared = catalogue.connector(trigger.plugin)?.triggers.find((entry) => entry.name === trigger.trigger)
  return declared?.displayName ?? (trigger.trigger || m.editor_trigger_connector())
}
