import { expect, test } from 'vitest'
import { compileRequestTemplate } from '../registry/request-template.ts'
import { runTemplate } from './run-tier.ts'
import { answered, sessionOver } from './testing/session-over.ts'

const template = compileRequestTemplate({
  request: { method: 'GET', url: 'https://api.example/orders' },
  output: { id: '{{body.id}}', total: '{{body.total}}' },
})

async function outputOf(text: string) {
  const execution = { session: sessionOver(async () => answered(text)), around: { account: null, settings: {}, app: null } }
  const result = await runTemplate(template, execution, {})
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
