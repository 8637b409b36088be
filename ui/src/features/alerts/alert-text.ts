import { to } from '#lib/addresses.ts'
import type { Alert, AlertMute } from '#lib/api/alerts.ts'
import { m } from '#lib/paraglide/messages.js'

interface AlertWords {
  title: string
  action: string
  href: string
}

/** What an alert says, and where its cause is dealt with. */
export function alertWords({
  kind,
  subjectId,
  subjectName,
  count,
}: Pick<Alert, 'kind' | 'subjectId' | 'subjectName' | 'count'>): AlertWords {
  const name = subjectName ?? ''
  switch (kind) {
    case 'connection_offline':
      return { title: m.alert_connection({ name }), action: m.alert_connection_action(), href: to.reconnect(subjectId ?? '') }
    case 'flow_failing':
      return {
        title: m.alert_flow({ name, count }),
        action: m.alert_flow_action(),
        href: to.runs({ view: 'failures', flow: subjectId ?? '' }),
      }
    case 'queue_without_worker':
      return { title: m.alert_worker({ count }), action: m.alert_queue_action(), href: to.queues({ view: 'workers' }) }
    case 'queue_late':
      return { title: m.alert_late({ count }), action: m.alert_queue_action(), href: to.queues({ state: 'pending' }) }
    case 'dead_letters':
      return { title: m.alert_dead({ count }), action: m.alert_queue_action(), href: to.queues({ view: 'jobs' }) }
    default:
      return kind satisfies never
  }
}

/** Which alerts a mute is about. */
export function mutedWords({ kind, subjectId, subjectName }: Pick<AlertMute, 'kind' | 'subjectId' | 'subjectName'>): string {
  const name = subjectName ?? subjectId
  switch (kind) {
    case 'connection_offline':
      return name === null ? m.alert_mute_connection_all() : m.alert_mute_connection({ name })
    case 'flow_failing':
      return name === null ? m.alert_mute_flow_all() : m.alert_mute_flow({ name })
    case 'queue_without_worker':
      return m.alert_mute_worker()
    case 'queue_late':
      return m.alert_mute_late()
    case 'dead_letters':
      return m.alert_mute_dead()
    default:
      return kind satisfies never
  }
}
