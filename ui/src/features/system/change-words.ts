import { ROLES } from '#lib/api/identity.ts'
import { m } from '#lib/paraglide/messages.js'
import { ROLE_LABELS } from '../members/roles.ts'

const PARTS = new Map<string, () => string>([
  ['accountId', m.audit_part_account_id],
  ['accountLabel', m.audit_part_account_label],
  ['active', m.audit_part_active],
  ['assignee', m.audit_part_assignee],
  ['authId', m.audit_part_auth_id],
  ['body', m.audit_part_body],
  ['clientId', m.audit_part_client_id],
  ['clientSecret', m.audit_part_client_secret],
  ['credential', m.audit_part_credential],
  ['days', m.audit_part_days],
  ['desired', m.audit_part_desired],
  ['enabled', m.audit_part_enabled],
  ['entityId', m.audit_part_entity_id],
  ['expiresAt', m.audit_part_expires_at],
  ['folder', m.audit_part_folder],
  ['holidays', m.audit_part_holidays],
  ['linkedBy', m.audit_part_linked_by],
  ['muted', m.audit_part_muted],
  ['name', m.audit_part_name],
  ['outcome', m.audit_part_outcome],
  ['ownDays', m.audit_part_own_days],
  ['password', m.audit_part_password],
  ['plugin', m.audit_part_plugin],
  ['quantity', m.audit_part_quantity],
  ['role', m.audit_part_role],
  ['secret', m.audit_part_secret],
  ['settings', m.audit_part_settings],
  ['state', m.audit_part_state],
  ['status', m.audit_part_status],
  ['tags', m.audit_part_tags],
  ['timezone', m.audit_part_timezone],
  ['title', m.audit_part_title],
  ['until', m.audit_part_until],
  ['value', m.audit_part_value],
  ['version', m.audit_part_version],
  ['webhookSecret', m.audit_part_webhook_secret],
  ['week', m.audit_part_week],
  ['word', m.audit_part_word],
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
  const role = name === 'role' ? ROLES.find((known) => known === value) : undefined
  if (role !== undefined) return ROLE_LABELS[role].label()
  return typeof value === 'string' ? value : JSON.stringify(value)
}
