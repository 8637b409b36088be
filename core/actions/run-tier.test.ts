import { expect, test } from 'vitest'
import { compileRequestTemplate } from '../registry/request-template.ts'
import type { Execution } from './execution.ts'
import { runTier } from './run-tier.ts'

const template = compileRequestTemplate({
  request: { method: 'GET', url: 'https://api.example/orders' },
  output: { id: '{{body.id}}', total: '{{body.total}}' },
})

async function outputOf(text: string) {
  const answer = { status: 200, headers: {}, text, json: JSON.parse(text) }
  const session = { send: async () => ({ ok: true, answer }) }
  const execution = { session, around: { account: null, settings: {}, app: null } } as unknown as Execution
  const result = await runTier(execution, { kind: 'template', template }, { input: {}, context: {} })
  return result.ok ? result.output : null
}

test("a provider's id that JSON would round is given on digit by digit, and what it can hold as it is", async () => {
  expect(await outputOf('{"id": 90071992547409931, "total": 12.5}')).toEqual({ id: '90071992547409931', total: 12.5 })
  expect(await outputOf('{"id": 9007199254740991, "total": "90071992547409931"}')).toEqual({
    id: 9007199254740991,
    total: '90071992547409931',
  })
  expect(await outputOf('{"id": 7, "total": 12.5}')).toEqual({ id: 7, total: 12.5 })
  expect(await outputOf('null')).toEqual({})
})
