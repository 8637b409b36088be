import { TRIGGER_LABELS } from '#lib/features/flow-editor/trigger-words.ts'
import { m } from '#lib/paraglide/messages.js'

const TEXTS: Record<string, () => string> = {
  ...TRIGGER_LABELS,
  webhook: m.runs_trigger_webhook,
  connector: m.runs_trigger_connector,
  manual: m.runs_trigger_manual,
  retry: m.runs_trigger_retry,
}

export function triggerText(trigger: string): string {
  return TEXTS[trigger]?.() ?? trigger
}
