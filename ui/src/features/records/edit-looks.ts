import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark'
import CircleX from '@lucide/svelte/icons/circle-x'
import Clock from '@lucide/svelte/icons/clock'
import Send from '@lucide/svelte/icons/send'
import type { EditState, RecordEdit } from '#lib/api/record-views.ts'
import type { StateLook } from '#lib/components/state/looks.ts'
import { m } from '#lib/paraglide/messages.js'

/** How far something is that was sent to a provider. */
export const EDIT_LOOKS: Record<EditState, StateLook> = {
  pending: { label: m.views_state_pending, tone: 'neutral', icon: Clock },
  sent: { label: m.views_state_sent, tone: 'info', icon: Send },
  confirmed: { label: m.views_state_confirmed, tone: 'ok', icon: CircleCheck },
  failed: { label: m.views_state_failed, tone: 'error', icon: CircleX },
  uncertain: { label: m.views_state_uncertain, tone: 'warn', icon: CircleQuestionMark },
}

const SHOWN_MS = 3_600_000

/** The newest edit of each record that a list still tells of, by `<connection> <key>`: what is open or in doubt, and what has just ended. */
export function tellingEdits(edits: readonly RecordEdit[], now: number): Map<string, RecordEdit> {
  const newest = new Map<string, RecordEdit>()
  for (const edit of edits) {
    const id = `${edit.connectionId} ${edit.key}`
    if (!newest.has(id)) newest.set(id, edit)
  }
  const isTelling = ({ state, requestedAt }: RecordEdit) =>
    state === 'pending' || state === 'sent' || state === 'uncertain' || now - Date.parse(requestedAt) < SHOWN_MS
  return new Map([...newest].filter(([, edit]) => isTelling(edit)))
}
