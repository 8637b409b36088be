import { expect, test } from 'vitest'
import type { Json, Step } from '../../sdk/flow/definition.ts'
import type { CallRecord } from '../egress/egress.types.ts'
import { redactedFailure, redactedPart, redactedStep } from './redact-step.ts'
import type { RunStep, StepAttempt } from './run-steps.ts'

const TAX_ID = '123.456.789-09'

function call(more: Partial<CallRecord>): CallRecord {
  const nothing = { startedAt: '', durationMs: 0, waitedMs: 0, method: 'POST', status: 200, error: null }
  return { ...nothing, url: '', requestHeaders: {}, requestBody: null, answerHeaders: {}, answerBody: null, ...more }
}

function shown(kind: 'action' | 'http', redact: string[], step: Partial<RunStep>): RunStep {
  const definition = { kind, name: 'a', redact } as Step
  const what: Pick<RunStep, 'path' | 'stepId' | 'name' | 'title' | 'kind'> = { path: 's1', stepId: 's1', name: 'a', title: null, kind }
  const came: Pick<RunStep, 'status' | 'attempts' | 'input' | 'output' | 'error'> = {
    status: 'done',
    attempts: [],
    input: null,
    output: null,
    error: null,
  }
  const base = { ...what, ...came }
  return redactedStep(
    { ...base, lane: null, startedAt: null, durationMs: null, waitsUntil: null, childRunId: null, ...step },
    { steps: { s1: definition } },
  )
}

const attempt: StepAttempt = { attempt: 1, startedAt: '', durationMs: 1, status: 'done', error: null, calls: [], logs: [] }

test('what a step hides is not in its input and output, at any index, and nothing else is', () => {
  const input: Json = {
    customer: { taxId: TAX_ID, name: 'Ana' },
    items: [
      { price: 1, sku: 'a' },
      { price: 2, sku: 'b' },
    ],
    taxId: 'other',
  }
  const step = shown('action', ['/customer/taxId', '/items/*/price', '/absent/x'], { input, output: { items: { first: { price: [9] } } } })
  expect(step.input).toEqual({
    customer: { taxId: '***', name: 'Ana' },
    items: [
      { price: '***', sku: 'a' },
      { price: '***', sku: 'b' },
    ],
    taxId: 'other',
  })
  expect(step.output).toEqual({ items: { first: { price: '***' } } })
})

test('what a step hides is not in its calls, logs and errors either, however it is written there', () => {
  const calls = [
    call({
      url: `https://a.example/x?id=${encodeURIComponent('a b/c')}`,
      requestBody: JSON.stringify({ cpf: TAX_ID, note: `of ${TAX_ID}` }),
      answerBody: JSON.stringify({ customer: { taxId: '1' }, echo: [TAX_ID] }).slice(0, -3),
    }),
  ]
  const error = { code: 'provider', message: `unknown ${TAX_ID}`, provider: { status: 400, body: { customer: { taxId: 7 }, cpf: TAX_ID } } }
  const step = shown('action', ['/customer/taxId', '/id'], {
    input: { customer: { taxId: TAX_ID }, id: 'a b/c' },
    attempts: [{ ...attempt, calls, error, logs: [`asked for ${TAX_ID}`] }],
    error,
  })
  expect(JSON.stringify(step)).not.toContain('456.789')
  expect(step.attempts[0]?.calls[0]).toMatchObject({ url: 'https://a.example/x?id=***', requestBody: '{"cpf":"***","note":"of ***"}' })
  expect(step.error).toEqual({
    code: 'provider',
    message: 'unknown ***',
    provider: { status: 400, body: { customer: { taxId: '***' }, cpf: '***' } },
  })
})

test('C17 a credential that was typed into the headers of an HTTP step is shown nowhere', () => {
  const headers = { Authorization: 'Basic c2VjcmV0', 'X-Shop-Token': 'tok-998877', 'x-hub-signature': 'sig-554433', Accept: 'text/plain' }
  const step = shown('http', ['/body/card'], {
    input: { url: 'https://a.example', headers, query: {}, body: { card: 41, name: 'x' } },
    attempts: [
      {
        ...attempt,
        calls: [call({ requestHeaders: { 'x-shop-token': 'tok-998877', accept: 'text/plain' }, requestBody: '{"card":41,"name":"x"}' })],
      },
    ],
  })
  expect(Object(step.input)['headers']).toEqual({
    Authorization: '***',
    'X-Shop-Token': '***',
    'x-hub-signature': '***',
    Accept: 'text/plain',
  })
  expect(step.attempts[0]?.calls[0]).toMatchObject({
    requestHeaders: { 'x-shop-token': '***', accept: 'text/plain' },
    requestBody: '{"card":"***","name":"x"}',
  })
})

test('the error of a run in a list hides what its step hides in the answer of the provider', () => {
  const error = { code: 'provider', message: 'no', provider: { status: 400, body: { taxId: TAX_ID, why: 'no' } } }
  expect(redactedFailure(error, { kind: 'map', name: 'a', value: 1, redact: ['/taxId'] })).toMatchObject({
    provider: { body: { taxId: '***', why: 'no' } },
  })
  expect(redactedFailure(error, undefined)).toBe(error)
})

test('of a part of an output, what is hidden inside it, or around it, is hidden', () => {
  const step: Step = { kind: 'map', name: 'a', value: 1, redact: ['/items/*/price', '/customer'] }
  expect(redactedPart(step, '/items/3', { price: 7, sku: 'x' })).toEqual({ price: '***', sku: 'x' })
  expect(redactedPart(step, '/items/3/price', 7)).toBe('***')
  expect(redactedPart(step, '/customer/taxId', '123')).toBe('***')
  expect(redactedPart(step, '/other', { customer: 1 })).toEqual({ customer: 1 })
})
