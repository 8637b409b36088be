import type { Trigger, TriggerKind } from '@tomada/sdk/flow'
import { m } from '#lib/paraglide/messages.js'
import type { Catalogue } from './catalogue.ts'

export const TRIGGER_LABELS: Record<TriggerKind, () => string> = {
  webhook: m.editor_trigger_webhook,
  connector: m.editor_trigger_connector,
  polling: m.editor_trigger_polling,
  resource: m.editor_trigger_resource,
  schedule: m.editor_trigger_schedule,
  form: m.editor_trigger_form,
  manual: m.editor_trigger_manual,
  subflow: m.editor_trigger_subflow,
  error: m.editor_trigger_error,
  api: m.editor_trigger_api,
}

/** What starts the flow, in words: the connector's own name for its event, where there is one. */
export function triggerText(trigger: Trigger, catalogue: Catalogue): string {
  const label = TRIGGER_LABELS[trigger.kind]()
  if (trigger.kind === 'connector') {
    const declared = catalogue.connector(trigger.plugin)?.triggers.find((entry) => entry.name === trigger.trigger)
    return declared?.displayName ?? (trigger.trigger || label)
  }
  if (trigger.kind === 'polling') return catalogue.action(trigger.plugin, trigger.action)?.displayName ?? (trigger.action || label)
  if (trigger.kind === 'form') return trigger.title || label
  if (trigger.kind === 'resource')
    return (
      catalogue.connector(trigger.plugin)?.resources.find(({ name }) => name === trigger.resource)?.displayName ??
      (trigger.resource || label)
    )
  return label
}
