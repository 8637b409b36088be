import { expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { recordingDialer } from './testing/recording-dialer.ts'
import { fixedCredential, requestTo, testBroker } from './testing/test-broker.ts'

const database = useTestDatabase()

test('C17 a request that may go to any public host never carries a credential: it is refused before anything is dialled', async () => {
  const dialer = recordingDialer()
  const credential = { version: 1, inject: [{ in: 'header' as const, name: 'authorization', value: 'canary-1' }], secrets: ['canary-1'] }
  const broker = testBroker(database(), { dialer, credentials: fixedCredential(credential) })
  const request = { rules: 'anyPublicHost' as const }
  expect(await broker.send(requestTo('https://any.example/', { ...request, connectionId: 'con_x' }))).toMatchObject({
    ok: false,
    code: 'egress_refused',
    sent: 'no',
  })
  expect(dialer.resolved).toEqual([])
  expect(await broker.send(requestTo('https://any.example/', request))).toMatchObject({ ok: false, code: 'network' })
  expect(dialer.dialled).toMatchObject([{ hostname: 'any.example', port: 443 }])
  await broker.close()
})
