import { expect, test } from 'vitest'
import type { FormTrigger, PollingTrigger, ScheduleTrigger, Trigger } from '../../sdk/flow/definition.ts'
import { type TriggerFacts, triggerProblems } from './trigger-problems.ts'

const FACTS: TriggerFacts = { nowMs: Date.UTC(2026, 10, 23), effectOf: () => 'read', slugOwner: null }
const fieldsOf = (trigger: Trigger, facts: Partial<TriggerFacts> = {}) =>
  triggerProblems({ trigger }, { ...FACTS, ...facts }).map((found) => `${found.field} ${found.code}`)

const schedule = (expression: string, timezone = 'America/Sao_Paulo'): ScheduleTrigger => ({
  kind: 'schedule',
  when: { by: 'cron', expression },
  timezone,
  missed: 'last',
})
const form = (schema: FormTrigger['schema']): FormTrigger => ({ kind: 'form', title: 'F', schema })
const polling: PollingTrigger = {
  kind: 'polling',
  plugin: 'p',
  action: 'list',
  connectionId: 'con_1',
  input: {},
  everySeconds: 60,
  records: '/data',
  key: '/id',
}

test('every problem is said in both languages, at the trigger', () => {
  for (const { stepId, severity, message } of triggerProblems({ trigger: schedule('x') }, FACTS)) {
    expect([stepId, severity]).toEqual(['trigger', 'error'])
    expect(message.en).not.toBe(message['pt-BR'])
  }
})

test('a schedule that is none is not published', () => {
  expect(fieldsOf(schedule('0 9 * * *'))).toEqual([])
  expect(fieldsOf(schedule('61 9 * * *'))).toEqual(['/when/expression cron_invalid'])
  expect(fieldsOf(schedule('0 0 31 2 *'))).toEqual(['/when/expression cron_never'])
  expect(fieldsOf(schedule('0 9 * * *', 'Brasil'))).toEqual(['/timezone timezone_unknown'])
})

test('a form asks for fields that a page can ask for, in a schema that is safe', () => {
  const text = { type: 'string' }
  expect(fieldsOf(form({ type: 'object', properties: { a: text } }))).toEqual([])
  expect(fieldsOf(form(true))).toEqual(['/schema schema_invalid'])
  expect(fieldsOf(form({ type: 'object', properties: {} }))).toEqual(['/schema form_empty'])
  expect(fieldsOf(form({ type: 'string' }))).toEqual(['/schema form_empty'])
  expect(fieldsOf(form({ type: 'object', properties: { a: { type: 'object' }, 'b/c': { type: 'array', items: text } } }))).toEqual([
    '/schema/properties/a form_field_unsupported',
    '/schema/properties/b~1c form_field_unsupported',
  ])
  expect(fieldsOf(form({ type: 'object', properties: { a: { $ref: 'https://evil.test/x.json' } } }))[0]).toMatch(
    /^\/schema.* schema_invalid$/,
  )
  expect(fieldsOf(form({ type: 'object', properties: { a: { type: 'string', format: 'cpf' } } }))).toEqual([])
  expect(fieldsOf(form({ type: 'object', properties: { a: { type: 'string', format: 'nonsense' } } }))).toEqual(['/schema schema_invalid'])
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, text]))
  expect(fieldsOf(form({ type: 'object', properties: many }))).toEqual(['/schema form_too_long'])
})

test('a polling asks an action that is installed and only reads, with a whole cursor or none', () => {
  expect(fieldsOf(polling)).toEqual([])
  expect(fieldsOf(polling, { effectOf: () => null })).toEqual(['/action unknown_action'])
  expect(fieldsOf(polling, { effectOf: () => 'create' })).toEqual(['/action polling_effect'])
  expect(fieldsOf({ ...polling, cursor: '/at' })).toEqual(['/cursorField cursor_incomplete'])
  expect(fieldsOf({ ...polling, cursorField: 'since' })).toEqual(['/cursor cursor_incomplete'])
})

test('an exposed action has a name that fits an address and is nobody else’s', () => {
  const action = (slug: string): Trigger => ({ kind: 'api', slug, answer: 'now' })
  expect(fieldsOf(action('send-order'))).toEqual([])
  expect(fieldsOf(action('Send'))).toEqual(['/slug slug_invalid'])
  expect(fieldsOf(action(''))).toEqual(['/slug slug_invalid'])
  expect(fieldsOf(action('send-order'), { slugOwner: 'flw_other' })).toEqual(['/slug slug_taken'])
  expect(fieldsOf({ kind: 'api', slug: 'a', answer: 'now', input: { type: 'nothing' } })).toEqual(['/input schema_invalid'])
})

test('a webhook path names each part once', () => {
  const hook = (path: string): Trigger => ({ kind: 'webhook', verification: { scheme: 'none' }, answer: 'now', path })
  expect(fieldsOf(hook('orders/:id/items/:item'))).toEqual([])
  for (const wrong of ['orders/:id/:id', 'a/:1', 'a/..', 'a/b:c']) expect(fieldsOf(hook(wrong))).toEqual(['/path path_invalid'])
})
