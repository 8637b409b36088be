import path from 'node:path'
import { expect, test } from 'vitest'
import { createLogger } from '../../../core/platform/logger.ts'
import { openRegistry } from '../../../core/registry/registry.service.ts'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const ADDRESS = 'https://erp.isp.example'
const ROOT = path.resolve(import.meta.dirname, '../../..')

const erp = useCapabilities('isp-erp', ADDRESS, {
  load: () =>
    openRegistry({ root: ROOT, modified: 'warn', logger: createLogger({ level: 'silent' }), variables: { EXTERNAL_API_URL: ADDRESS } }),
  settings: { address: ADDRESS },
})

test('OLE-19 a customer is asked for by digits, and comes with birth date and address', async () => {
  await erp().replay('find-customer')
})

test('nobody with that document is no failure', async () => {
  const { provider, run } = erp()
  provider.answers.push({ status: 404, json: { success: false, messages: [] } })
  expect(await run('find-customer', { documento: '52998224725' })).toMatchObject({ ok: true, output: { configurado: true, cliente: null } })
})

test('an ERP that is down, too busy or answers with a page is asked again; an answer without a customer is not taken for one', async () => {
  const { provider, run } = erp()
  for (const answer of [
    { status: 503, json: {} },
    { status: 429, json: {} },
    { status: 500, json: {} },
  ]) {
    provider.answers.push(answer)
    const result = await run('find-customer', { documento: '52998224725' })
    expect(result, String(answer.status)).toMatchObject({ ok: false, failure: { effect: 'no' } })
    expect(result.ok ? '' : result.failure.class).not.toBe('permanent')
  }
  provider.answers.push({ json: { ok: true } })
  expect(await run('find-customer', { documento: '52998224725' })).toMatchObject({ ok: false })
})

test('a document that is none is not asked for', async () => {
  const { provider, run } = erp()
  expect(await run('find-customer', { documento: '123.456.789' })).toMatchObject({ ok: false, failure: { class: 'permanent' } })
  expect(provider.requests).toEqual([])
})

test('the test of a connection asks for a document that nobody has', async () => {
  await erp().replay('check-access')
})
