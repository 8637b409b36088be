import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const erp = useCapabilities('isp-erp', 'https://unused.example', { settings: { address: '' } })

test('OLE-47 without EXTERNAL_API_URL nothing is asked and nobody is found; the test of a connection says what is missing', async () => {
  const { provider, run } = erp()
  expect(await run('find-customer', { documento: '52998224725' })).toMatchObject({
    ok: true,
    output: { configurado: false, cliente: null },
    calls: [],
  })
  expect(await run('check-access', {})).toMatchObject({ ok: false, failure: { message: expect.stringContaining('EXTERNAL_API_URL') } })
  expect(provider.requests).toEqual([])
})
