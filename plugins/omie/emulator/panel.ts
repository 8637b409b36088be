import { BadSetting, type Fields, fieldsOf, textOf, textsOf } from '@tomada/sdk/emulator'
import type { Erp } from './erp.types.ts'

/** Omie's developer portal: `POST /app {callbackUrl | webhookUrls: {events}, topics}`. One address takes all topics; `topics: null` switches all on. */
export function configurePanel({ panel }: Erp, settings: Fields): unknown {
  const { topics } = settings
  const callbackUrl = fieldsOf(settings['webhookUrls'])['events'] ?? settings['callbackUrl']
  if (callbackUrl !== undefined) {
    const url = textOf(callbackUrl)
    if (callbackUrl !== null && (url === undefined || !URL.canParse(url))) throw new BadSetting(`${String(callbackUrl)} is not an address.`)
    panel.callbackUrl = url ?? null
  }
  if (topics !== undefined) panel.topics = topics === null ? null : textsOf(topics)
  return panel
}
