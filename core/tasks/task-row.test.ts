import { expect, test } from 'vitest'
import type { ApprovalStep, Json } from '../../sdk/flow/definition.ts'
import { AppError } from '../platform/errors.ts'
import { taskRowOf } from './task-row.ts'
import { approval } from './testing/ask-people.ts'

const RUN = { tenantId: '00000000-0000-4000-8000-00000000000a', id: 'run_01jd3kq2v8m6w0x4y5z7a9b1c3', flowId: 'flw_x', version: 3 }
const AT = Date.UTC(2026, 10, 21, 12)
const HOUR = 3_600_000

function row(input: Json, step: Partial<ApprovalStep> = {}, until: number | null = null) {
  return taskRowOf(RUN, { ...approval, ...step }, { path: 'sLoop[2]/sapprove', input, at: AT, until })
}

function faultOf(input: Json, step: Partial<ApprovalStep> = {}): string | undefined {
  try {
    row(input, step)
    return undefined
  } catch (error) {
    return error instanceof AppError ? error.errors[0]?.field : String(error)
  }
}

test('a task holds the question, who is asked and when to remind, escalate and give up', () => {
  const made = row(
    {
      question: 'Dar 15%?',
      details: { order: 7 },
      deadline: { amount: 2, unit: 'days' },
      reminder: { amount: '1.5', unit: 'hours' },
      escalation: { after: { amount: 1, unit: 'days' }, to: { role: 'owner' } },
    },
    { escalation: { after: { amount: 1, unit: 'days' }, to: { role: 'owner' } } },
    AT + 48 * HOUR,
  )
  expect(made).toMatchObject({
    tenant_id: RUN.tenantId,
    run_id: RUN.id,
    flow_version: 3,
    path: 'sLoop[2]/sapprove',
    step_id: 'sapprove',
    step_name: 'Aprovar desconto',
    question: 'Dar 15%?',
    details: '{"order":7}',
    form: null,
    assignee_role: 'operator',
    assignee_user: null,
    deadline_at: '2026-11-23T12:00:00.000Z',
    reminder_at: '2026-11-21T13:30:00.000Z',
    escalate_at: '2026-11-22T12:00:00.000Z',
    escalate_to_role: 'owner',
    attend_at: '2026-11-21T13:30:00.000Z',
  })
})

test('an empty question falls back to the title, another value is written out, and text the database cannot keep is mended', () => {
  expect(row({ question: ' ' }).question).toBe('Aprovar desconto')
  expect(row({ question: { a: 1 } }).question).toBe('{"a":1}')
  expect(row({ question: 'a\u0000b\ud800' }).question).toBe('a\ufffdb\ufffd')
  expect(row(null).question).toBe('Aprovar desconto')
})

test('values that say no time, and a form that is no schema, name the field at fault', () => {
  expect(faultOf({ question: 'x', reminder: { amount: 'amanhã', unit: 'hours' } })).toBe('/reminder/amount')
  expect(faultOf({ question: 'x', reminder: { amount: -1, unit: 'hours' } })).toBe('/reminder/amount')
  expect(faultOf({ question: 'x', reminder: { amount: 1e9, unit: 'days' } })).toBe('/reminder/amount')
  expect(faultOf({ question: 'x', reminder: { amount: 1, unit: 'weeks' } })).toBe('/reminder/unit')
  expect(faultOf({ question: 'x', details: 'x'.repeat(70_000) })).toBe('/details')
  expect(faultOf({ question: 'x' }, { form: { type: 'object', properties: { a: { $ref: 'https://elsewhere.test/' } } } })).toBe('/form')
  expect(faultOf({ question: 'x' }, { form: { type: 'nothing' } })).toBe('/form')
})
