import type { ApprovalStep, Json, TimeUnit } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { UntrustedSchemaError } from '../platform/untrusted-schema.ts'
import { compileUntrusted } from '../platform/validate.ts'
import type { AskedTask } from '../runs/outside.types.ts'
import type { TaskRow } from '../runs/task-writes.sql.ts'

/** What of the run a task remembers. */
export interface TaskRun {
  tenantId: string
  id: string
  flowId: string
  version: number
}

const MAX_QUESTION_CHARS = 4_000
const MAX_DETAILS_CHARS = 64 * 1024
const MAX_DELAY_MS = 10 * 366 * 86_400_000
const UNIT_MS: Readonly<Record<TimeUnit, number>> = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 }

/**
 * The row of the task that an approval step asks for, to be inserted in the run's own commit. Pure but for the new id.
 * Throws AppError `invalid` naming the field when an evaluated value or the form's schema is none.
 */
export function taskRowOf(run: TaskRun, step: ApprovalStep, { path, input, at, until }: AskedTask): TaskRow {
  const { question, details, reminder, escalation } = membersOf(input)
  const reminderMs = delayOf('/reminder', reminder ?? null)
  const escalateMs = delayOf('/escalation/after', membersOf(escalation ?? null)['after'] ?? null)
  const reminderAt = reminderMs === null ? null : at + reminderMs
  const escalateAt = escalateMs === null || step.escalation === undefined ? null : at + escalateMs
  checkForm(step.form)
  return {
    tenant_id: run.tenantId,
    id: newId('tsk', at),
    run_id: run.id,
    path,
    flow_id: run.flowId,
    flow_version: run.version,
    step_id: path.slice(path.lastIndexOf('/') + 1),
    step_name: storable(step.title ?? step.name),
    question: questionOf(question ?? null, step),
    details: detailsOf(details ?? null),
    form: step.form === undefined || step.form === null ? null : JSON.stringify(step.form),
    outcomes: JSON.stringify(step.outcomes.map(({ lane, title }) => ({ lane, title }))),
    assignee_role: 'role' in step.assignee ? step.assignee.role : null,
    assignee_user: 'userId' in step.assignee ? step.assignee.userId : null,
    created_at: toIso(at),
    deadline_at: isoOrNull(until),
    reminder_at: isoOrNull(reminderAt),
    escalate_at: isoOrNull(escalateAt),
    ...escalatedTo(escalateAt === null ? undefined : step.escalation),
    attend_at: isoOrNull(earliest([until, reminderAt, escalateAt])),
  }
}

function escalatedTo(escalation: ApprovalStep['escalation']): Pick<TaskRow, 'escalate_to_role' | 'escalate_to_user'> {
  const to = escalation?.to
  return {
    escalate_to_role: to !== undefined && 'role' in to ? to.role : null,
    escalate_to_user: to !== undefined && 'userId' in to ? to.userId : null,
  }
}

/** `{amount, unit}` in milliseconds; null when the step has none. */
function delayOf(field: string, value: Json): number | null {
  if (value === null) return null
  const { amount, unit } = membersOf(value)
  const number = typeof amount === 'string' && amount.trim() !== '' ? Number(amount) : amount
  if (typeof number !== 'number' || !(number >= 0)) throw refused(`${field}/amount`, 'must be a number, not negative')
  if (!isUnit(unit)) throw refused(`${field}/unit`, 'must be seconds, minutes, hours or days')
  const ms = Math.round(number * UNIT_MS[unit])
  if (!(ms <= MAX_DELAY_MS)) throw refused(`${field}/amount`, 'is more than ten years')
  return ms
}

function isUnit(value: Json | undefined): value is TimeUnit {
  return typeof value === 'string' && Object.hasOwn(UNIT_MS, value)
}

function questionOf(value: Json, step: ApprovalStep): string {
  const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)
  return storable(text.trim() === '' ? (step.title ?? step.name) : text).slice(0, MAX_QUESTION_CHARS)
}

function detailsOf(value: Json): string | null {
  if (value === null || value === '') return null
  const text = JSON.stringify(value)
  if (text.length > MAX_DETAILS_CHARS) throw refused('/details', `is larger than ${MAX_DETAILS_CHARS} characters`)
  return text
}

/** A form that cannot be checked could never be answered: better the step fails than the person. */
function checkForm(form: Json | undefined): void {
  if (form === undefined || form === null) return
  try {
    compileUntrusted(form)
  } catch (error) {
    const reason = error instanceof UntrustedSchemaError ? error.message : 'is not a JSON Schema'
    throw new AppError('invalid', { errors: [{ field: '/form', reason }], cause: error })
  }
}

/** PostgreSQL takes no U+0000 and no lone surrogate in text. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').toWellFormed()
}

/** The first of some instants; null when there is none. */
export function earliest(instants: ReadonlyArray<number | null>): number | null {
  const known = instants.filter((instant) => instant !== null)
  return known.length === 0 ? null : Math.min(...known)
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms)
}

function membersOf(value: Json): { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

function refused(field: string, reason: string): AppError {
  return new AppError('invalid', { errors: [{ field, reason }] })
}
