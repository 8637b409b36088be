import type { Json } from './definition.ts'

/** What starts a flow. A kind is added here, in `definition.schema.json`, and in `core/triggers/`. */
export type Trigger =
  | WebhookTrigger
  | ConnectorTrigger
  | PollingTrigger
  | ResourceTrigger
  | ScheduleTrigger
  | FormTrigger
  | ManualTrigger
  | SubflowTrigger
  | ErrorTrigger
  | ApiTrigger

export type TriggerKind = Trigger['kind']

/** Own URL per flow: `/hooks/<token>`, and `/hooks/<token>/<path>` when a path is set. `trigger` in expressions is `{method, headers, query, body}`. */
export interface WebhookTrigger {
  kind: 'webhook'
  verification: WebhookVerification
  /** `now`: 202 with the run id as soon as it is stored. `flow`: the caller waits up to 25 s for a respond step. */
  answer: 'now' | 'flow'
  /** Methods that start a run; others get 405. Absent: POST and PUT. */
  methods?: Array<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'>
  /** Segments after the token; `:name` ones appear as `trigger.params`. */
  path?: string
  /** Where the sender's own message id is. No declared key, no dedupe. */
  dedupe?: { in: 'header' | 'query' | 'body' /** Header or parameter name, or JSON Pointer into the body. */; name: string }
  /** What `trigger` is while building and testing, whole: `{method, headers, query, body}`, as it is captured from a real call. */
  sample?: Json
}

export type WebhookVerification =
  | { scheme: 'none' }
  | { scheme: 'token'; header: string }
  | { scheme: 'hmac'; header: string; prefix?: string; encoding: 'hex' | 'base64' }
  | { scheme: 'standardWebhooks' }

/** A trigger that a connector declares. `trigger` in expressions is the event's data, as the manifest's output schema says. */
export interface ConnectorTrigger {
  kind: 'connector'
  plugin: string
  trigger: string
  connectionId: string
}

/** Asks an action again and again; one run per record not seen before. `trigger` is the record. */
export interface PollingTrigger {
  kind: 'polling'
  plugin: string
  action: string
  connectionId: string
  input: Json
  everySeconds: number
  /** JSON Pointers: the list in the output, and in each record its key and, where it has one, the value that only grows. */
  records: string
  key: string
  cursor?: string
  /** Name of the input field that takes the highest cursor seen. */
  cursorField?: string
  /** Records that are there at the first poll: only remembered (default), or a run for each. */
  existing?: 'remember' | 'run'
}

/** A record of a synced resource was created, updated or deleted. `trigger` is `{change, record, before}`. */
export interface ResourceTrigger {
  kind: 'resource'
  plugin: string
  resource: string
  connectionId: string
  changes: Array<'created' | 'updated' | 'deleted'>
}

/** `trigger` is `{scheduledAt, startedAt, isCatchUp}`. */
export interface ScheduleTrigger {
  kind: 'schedule'
  when: { by: 'cron'; expression: string } | { by: 'interval'; everySeconds: number }
  /** IANA name. */
  timezone: string
  /** Times that passed while nobody could start a run. */
  missed: 'none' | 'last' | 'all'
}

/** A page that anybody with the link can fill in. `trigger` is what was sent, valid against the schema. */
export interface FormTrigger {
  kind: 'form'
  title: string
  description?: string
  /** JSON Schema of one object; formats `cpf`, `cnpj`, `cep`, `phone-br`, `money-brl` are checked too. */
  schema: Json
  thanks?: string
}

/** Started by a person or by `POST /api/flows/:id/runs`. `trigger` is the JSON they gave. */
export interface ManualTrigger {
  kind: 'manual'
  sample?: Json
}

/** Started by a sub-flow step. `trigger` is its input, valid against `input`. */
export interface SubflowTrigger {
  kind: 'subflow'
  input?: Json
  output?: Json
  sample?: Json
}

/** Another flow named this one as its error flow. `trigger` is `{flow: {id, name}, run: {id, startedAt}, error, step}`. */
export interface ErrorTrigger {
  kind: 'error'
  sample?: Json
}

/** An exposed action: `POST /api/v1/actions/<slug>` with an API token. `trigger` is the body, valid against `input`. */
export interface ApiTrigger {
  kind: 'api'
  slug: string
  input?: Json
  answer: 'now' | 'flow'
  sample?: Json
}
