import { ROLES } from '#lib/api/identity.ts'
import { exactTime } from '#lib/i18n/time.ts'
import { m } from '#lib/paraglide/messages.js'
import { ROLE_LABELS } from '../members/roles.ts'
import { queueName } from '../queues/queue-names.ts'

const PARTS = new Map<string, () => string>([
  ['accountId', m.audit_part_account_id],
  ['accountLabel', m.audit_part_account_label],
  ['active', m.audit_part_active],
  ['app', m.audit_part_app],
  ['assignee', m.audit_part_assignee],
  ['authId', m.audit_part_auth_id],
  ['body', m.audit_part_body],
  ['by', m.audit_part_by],
  ['clientId', m.audit_part_client_id],
  ['clientSecret', m.audit_part_client_secret],
  ['connectionId', m.audit_part_connection_id],
  ['count', m.audit_part_count],
  ['credential', m.audit_part_credential],
  ['days', m.audit_part_days],
  ['decision', m.audit_part_decision],
  ['desired', m.audit_part_desired],
  ['email', m.audit_part_email],
  ['enabled', m.audit_part_enabled],
  ['entity', m.audit_part_entity],
  ['entityId', m.audit_part_entity_id],
  ['expiresAt', m.audit_part_expires_at],
  ['fileName', m.audit_part_file_name],
  ['folder', m.audit_part_folder],
  ['format', m.audit_part_format],
  ['holidays', m.audit_part_holidays],
  ['key', m.audit_part_key],
  ['linkedBy', m.audit_part_linked_by],
  ['muted', m.audit_part_muted],
  ['name', m.audit_part_name],
  ['outcome', m.audit_part_outcome],
  ['output', m.audit_part_output],
  ['ownDays', m.audit_part_own_days],
  ['password', m.audit_part_password],
  ['path', m.audit_part_path],
  ['plugin', m.audit_part_plugin],
  ['quantity', m.audit_part_quantity],
  ['queue', m.audit_part_queue],
  ['reason', m.audit_part_reason],
  ['resource', m.audit_part_resource],
  ['retryId', m.audit_part_retry_id],
  ['role', m.audit_part_role],
  ['rows', m.audit_part_rows],
  ['runId', m.audit_part_run_id],
  ['scope', m.audit_part_scope],
  ['secret', m.audit_part_secret],
  ['settings', m.audit_part_settings],
  ['source', m.audit_part_source],
  ['state', m.audit_part_state],
  ['status', m.audit_part_status],
  ['table', m.audit_part_table],
  ['tags', m.audit_part_tags],
  ['timezone', m.audit_part_timezone],
  ['title', m.audit_part_title],
  ['until', m.audit_part_until],
  ['value', m.audit_part_value],
  ['version', m.audit_part_version],
  ['via', m.audit_part_via],
  ['webhook', m.audit_part_webhook],
  ['webhookSecret', m.audit_part_webhook_secret],
  ['week', m.audit_part_week],
  ['word', m.audit_part_word],
])

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

/** Values of sets that are known, by the last part of what they are of. */
const VALUES = new Map<string, Map<string, () => string>>([
  [
    'state',
    new Map([
      ['draft', m.state_flow_draft],
      ['published', m.state_flow_published],
      ['paused', m.state_flow_paused],
    ]),
  ],
  [
    'status',
    new Map([
      ['connected', m.state_conn_connected],
      ['reconnect_needed', m.state_conn_reconnect],
      ['untested', m.state_conn_untested],
      ['queued', m.state_run_queued],
      ['running', m.state_run_running],
      ['waiting', m.state_run_waiting],
      ['succeeded', m.state_run_succeeded],
      ['failed', m.state_run_failed],
      ['uncertain', m.state_run_uncertain],
      ['cancelled', m.state_run_cancelled],
      ['open', m.audit_value_open],
      ['done', m.audit_value_done],
      ['expired', m.audit_value_expired],
    ]),
  ],
  [
    'desired',
    new Map([
      ['connected', m.state_conn_connected],
      ['stopped', m.audit_value_stopped],
      ['forgotten', m.audit_value_forgotten],
    ]),
  ],
  [
    'linkedBy',
    new Map([
      ['person', m.audit_value_person],
      ['key', m.audit_value_key_in_common],
    ]),
  ],
  [
    'decision',
    new Map([
      ['check', m.run_decide_check],
      ['treatAsDone', m.run_decide_done],
      ['runAgain', m.run_decide_again],
    ]),
  ],
  [
    'scope',
    new Map([
      ['workspace', m.audit_value_workspace],
      ['installation', m.audit_value_installation],
    ]),
  ],
  [
    'via',
    new Map([
      ['app', m.audit_value_in_app],
      ['link', m.audit_value_link],
    ]),
  ],
  ['reason', new Map([['refresh reused', m.audit_value_reused]])],
  ['role', new Map(ROLES.map((role) => [role, ROLE_LABELS[role].label]))],
])

/** `settings.daysBack` → "Configuração · daysBack"; what people or connectors named stays as they named it. */
export function partWord(name: string): string {
  const [first = '', ...rest] = name.split('.')
  return [PARTS.get(first)?.() ?? first, ...rest.map((part) => PARTS.get(part)?.() ?? part)].join(' · ')
}

/** Whether a person would say that there is nothing. */
export function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** A value as a person reads it. */
export function valueWord(name: string, value: unknown): string {
  if (isNothing(value)) return m.audit_nothing()
  if (typeof value === 'boolean') return value ? m.data_yes() : m.data_no()
  if (typeof value === 'object') return wordsOf(value)
  if (typeof value === 'string' && INSTANT.test(value)) return exactTime(value)
  const last = name.split('.').at(-1) ?? name
  if (last === 'queue') return queueName(String(value))
  return VALUES.get(last)?.get(String(value))?.() ?? String(value)
}

/** What is told beside an act, without what is empty: `Motivo: …, Fila: …`. */
export function wordsOf(told: object | null): string {
  if (Array.isArray(told)) return told.map((each) => valueWord('', each)).join(', ')
  return Object.entries(told ?? {})
    .filter(([, value]) => !isNothing(value))
    .map(([name, value]) => `${partWord(name)}: ${valueWord(name, value)}`)
    .join(', ')
}
