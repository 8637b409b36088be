import type { Trigger, TriggerKind } from '@tomada/sdk/flow'
import { m } from '#lib/paraglide/messages.js'

/** What a new trigger needs to know of its workspace. */
export interface Around {
  timezone: string
  /** First connector with events, first that keeps records in step, and first action that reads; empty when none is installed. */
  event: { plugin: string; trigger: string; connectionId: string }
  record: { plugin: string; resource: string; connectionId: string }
  poll: { plugin: string; action: string; connectionId: string }
}

const STARTS: Record<TriggerKind, (around: Around) => Trigger> = {
  webhook: () => ({ kind: 'webhook', verification: { scheme: 'none' }, answer: 'now' }),
  connector: ({ event }) => ({ kind: 'connector', ...event }),
  polling: ({ poll }) => ({ kind: 'polling', ...poll, input: {}, everySeconds: 300, records: '', key: '/id' }),
  resource: ({ record }) => ({ kind: 'resource', ...record, changes: ['created'] }),
  schedule: ({ timezone }) => ({ kind: 'schedule', when: { by: 'cron', expression: '0 9 * * 1-5' }, timezone, missed: 'last' }),
  form: () => ({ kind: 'form', title: m.trg_form_new(), schema: { type: 'object', properties: {} } }),
  manual: () => ({ kind: 'manual' }),
  subflow: () => ({ kind: 'subflow' }),
  error: () => ({ kind: 'error' }),
  api: () => ({ kind: 'api', slug: 'minha-acao', answer: 'now' }),
}

export function newTrigger(kind: TriggerKind, around: Around): Trigger {
  return STARTS[kind](around)
}
