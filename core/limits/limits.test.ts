import { expect, test } from 'vitest'
import { callerFromTestHeader, startTestServer } from '../testing/test-server.ts'
import { limitsRoutes } from './limits.routes.ts'

test('ML-89 the limits are as the operator set them: a caller is held to them, and an administrator sees them with their variables', async () => {
  const routes = limitsRoutes({ apiRateLimit: 3, webhookRateLimit: 0 })
  const config = { defaultRateLimit: { quota: 3, windowSeconds: 60 } }
  const { origin } = await startTestServer({ routes, config, callerOf: callerFromTestHeader })
  const ask = (role: string) => fetch(`${origin}/api/limits`, { headers: { 'x-test-role': role } })
  expect((await ask('editor')).status).toBe(403)
  expect(Object(await (await ask('admin')).json()).items).toEqual([
    { name: 'api', quota: 3, windowSeconds: 60, per: 'callerAndEndpoint', variable: 'API_RATE_LIMIT' },
    { name: 'signIn', quota: 60, windowSeconds: 60, per: 'callerAndEndpoint', variable: null },
    { name: 'webhooks', quota: null, windowSeconds: 60, per: 'addressAndWebhook', variable: 'WEBHOOK_RATE_LIMIT' },
  ])
  expect([(await ask('admin')).status, (await ask('admin')).status]).toEqual([200, 200])
  const refused = await ask('admin')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
})
