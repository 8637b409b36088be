import type { Json, Trigger, WebhookTrigger } from '../../../sdk/flow/definition.ts'
import type { N8nNode } from '../n8n.types.ts'
import { isRecord, read, readFlag, readList, readText } from '../parameters.ts'
import { type Reason, reason } from '../reasons.ts'
import { formSchema } from './form-fields.ts'
import { scheduleWhen } from './schedule.ts'

export interface ConvertedTrigger {
  trigger: Trigger
  /** JavaScript of the items that it gives. */
  items: string
  /** Why it is approximated; none: it is converted. */
  reasons: Reason[]
  /** Of the workflow as a whole. */
  notes: Reason[]
}

export interface TriggerContext {
  node: N8nNode
  timezone: string
  /** Items pinned to it. */
  pinned: Json[]
}

type TriggerConverter = (context: TriggerContext) => ConvertedTrigger

/** By n8n's type. Other triggers (of connectors) have nothing here that stands for them. */
export const TRIGGERS: ReadonlyMap<string, TriggerConverter> = new Map<string, TriggerConverter>([
  ['n8n-nodes-base.manualTrigger', manual],
  ['n8n-nodes-base.start', manual],
  ['n8n-nodes-base.webhook', webhook],
  ['n8n-nodes-base.scheduleTrigger', schedule],
  ['n8n-nodes-base.cron', schedule],
  ['n8n-nodes-base.interval', schedule],
  ['n8n-nodes-base.formTrigger', form],
  ['n8n-nodes-base.executeWorkflowTrigger', subflow],
  ['n8n-nodes-base.errorTrigger', onError],
])

/** Whether a node starts workflows, known here or not. */
export function isTrigger({ type }: N8nNode): boolean {
  return TRIGGERS.has(type) || /trigger$/i.test(type)
}

function manual({ pinned }: TriggerContext): ConvertedTrigger {
  const sample: Json | undefined = pinned.length > 1 ? pinned : pinned[0]
  return {
    trigger: { kind: 'manual', ...(sample === undefined ? {} : { sample }) },
    items: pinned.length > 1 ? '((v) => Array.isArray(v) ? v : [v ?? {}])(trigger)' : '[trigger ?? {}]',
    reasons: [],
    notes: [],
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

function webhook({ node, pinned }: TriggerContext): ConvertedTrigger {
  const { parameters } = node
  const asked = readFlag(parameters, 'multipleMethods') ? readList(parameters, 'httpMethod') : [read(parameters, 'httpMethod') ?? 'GET']
  const methods = METHODS.filter((method) => asked.includes(method))
  const mode = readText(parameters, 'responseMode', 'onReceived')
  const reasons: Reason[] = []
  const [sample] = pinned
  const trigger: WebhookTrigger = {
    kind: 'webhook',
    verification: verificationOf(parameters, reasons),
    answer: mode === 'responseNode' || mode === 'lastNode' ? 'flow' : 'now',
    methods: methods.length === 0 ? ['GET'] : methods,
    ...(isRecord(sample)
      ? {
          sample: {
            method: methods[0] ?? 'GET',
            headers: sample['headers'] ?? {},
            query: sample['query'] ?? {},
            body: sample['body'] ?? null,
          },
        }
      : {}),
  }
  return { trigger, items: '[trigger]', reasons, notes: [reason('webhook_address')] }
}

function verificationOf(parameters: Json, reasons: Reason[]): WebhookTrigger['verification'] {
  if (readText(parameters, 'authentication', 'none') === 'none') return { scheme: 'none' }
  const header = 'authorization'
  reasons.push(reason('webhook_secret', { header }))
  return { scheme: 'token', header }
}

function schedule({ node, timezone }: TriggerContext): ConvertedTrigger {
  const { when, reasons } = scheduleWhen(node)
  return {
    trigger: { kind: 'schedule', when, timezone, missed: 'last' },
    items: '[{ timestamp: trigger.scheduledAt }]',
    reasons: [...reasons, reason('trigger_fields', { fields: 'timestamp' })],
    notes: [],
  }
}

function form({ node }: TriggerContext): ConvertedTrigger {
  const { parameters } = node
  const { schema, reasons } = formSchema(readList(parameters, 'formFields.values'))
  const description = readText(parameters, 'formDescription').slice(0, 2000)
  return {
    trigger: {
      kind: 'form',
      title: readText(parameters, 'formTitle', node.name).slice(0, 120),
      ...(description === '' ? {} : { description }),
      schema,
    },
    items: '[{ ...trigger, submittedAt: run.startedAt, formMode: "production" }]',
    reasons,
    notes: [],
  }
}

function subflow({ pinned }: TriggerContext): ConvertedTrigger {
  return {
    trigger: { kind: 'subflow', ...(pinned.length === 0 ? {} : { sample: pinned }) },
    items: '((v) => Array.isArray(v) ? v : [v ?? {}])(trigger)',
    reasons: [],
    notes: [],
  }
}

function onError(): ConvertedTrigger {
  const execution =
    '{ id: trigger.run.id, error: { message: trigger.error?.message }, lastNodeExecuted: trigger.step?.name, mode: "production" }'
  return {
    trigger: { kind: 'error' },
    items: `[{ execution: ${execution}, workflow: { id: trigger.flow.id, name: trigger.flow.name } }]`,
    reasons: [reason('trigger_fields', { fields: 'execution.id, execution.error.message, execution.lastNodeExecuted, workflow' })],
    notes: [],
  }
}
