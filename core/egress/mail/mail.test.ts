import { expect, test } from 'vitest'
import { useTestDatabase } from '../../testing/database.ts'
import { recordingDialer } from '../testing/recording-dialer.ts'
import { CONNECTION, fixedCredential, TENANT, testBroker } from '../testing/test-broker.ts'
import type { MailOperation, MailServer } from './mail.types.ts'

const database = useTestDatabase()

const SMTP: MailServer = { host: 'smtp.shop.test', port: 587, security: 'starttls' }
const SEND: MailOperation = { kind: 'send', message: { to: ['a@b.test'], subject: 'Oi', text: 'Oi' } }
const LIST: MailOperation = { kind: 'list', listing: {} }

interface Attempt {
  smtp?: Partial<MailServer>
  imap?: Partial<MailServer>
  address?: string
  privateMailHosts?: string[]
  operation?: MailOperation
  maySend?: () => Promise<boolean>
}

async function attempt({ smtp = {}, imap = {}, address = '93.184.216.34', privateMailHosts, operation = SEND, maySend }: Attempt) {
  const dialer = recordingDialer(() => [address])
  const mail = {
    username: 'u@shop.test',
    password: 'a-long-password',
    address: 'u@shop.test',
    smtp: { ...SMTP, ...smtp },
    imap: { host: 'imap.shop.test', port: 993, security: 'tls' as const, ...imap },
  }
  const credentials = fixedCredential({ version: 1, inject: [], secrets: [mail.password], mail })
  const broker = testBroker(database(), { dialer, credentials, ...(privateMailHosts === undefined ? {} : { privateMailHosts }) })
  const request = { tenantId: TENANT, plugin: 'mail', connectionId: CONNECTION, operation, effectKey: 'run/s1' }
  const result = await broker.mail({ ...request, ...(maySend === undefined ? {} : { maySend }) })
  await broker.close()
  return { result, dialled: dialer.dialled.map(({ address: to, port }) => `${to}:${port}`) }
}

test('C14 a mail server is dialled at exactly the address that was checked', async () => {
  const { result, dialled } = await attempt({})
  expect(dialled).toEqual(['93.184.216.34:587'])
  expect(result).toMatchObject({ ok: false, code: 'network', sent: 'no', call: { method: 'SEND', url: 'smtp://smtp.shop.test:587' } })
})

test('C14 a mail server inside is never dialled, whatever its name says', async () => {
  for (const address of ['127.0.0.1', '10.0.0.7', '169.254.169.254', '::1', 'fd00::1', '::ffff:192.168.0.1'])
    for (const operation of [SEND, LIST])
      expect(await attempt({ address, operation }), address).toMatchObject({ result: { code: 'egress_refused', sent: 'no' }, dialled: [] })
})

test('C14 literal addresses, single words and ports of other protocols are refused before anything is looked up', async () => {
  const refused = [
    { host: '93.184.216.34' },
    { host: 'localhost' },
    { host: '[::1]' },
    { host: 'a b.test' },
    { port: 80 },
    { port: 5432 },
    { port: 143 },
  ]
  for (const smtp of refused)
    expect(await attempt({ smtp }), JSON.stringify(smtp)).toMatchObject({ result: { code: 'egress_refused' }, dialled: [] })
  expect(await attempt({ imap: { port: 25 }, operation: LIST })).toMatchObject({ result: { code: 'egress_refused' }, dialled: [] })
})

test('a password does not travel in clear text to a server of the internet', async () => {
  expect(await attempt({ smtp: { security: 'none' } })).toMatchObject({ result: { code: 'egress_refused' }, dialled: [] })
})

test('the operator may open the way to one mail server inside, by its name and port', async () => {
  const inside = { host: 'relay.internal', port: 25, security: 'none' as const }
  const privateMailHosts = ['relay.internal:25']
  expect(await attempt({ smtp: inside, address: '10.0.0.25', privateMailHosts })).toMatchObject({ dialled: ['10.0.0.25:25'] })
  for (const other of [{ port: 587 }, { host: 'relay2.internal' }])
    expect(await attempt({ smtp: { ...inside, ...other }, address: '10.0.0.25', privateMailHosts })).toMatchObject({ dialled: [] })
})

test('a connection of another kind, or without that server, says so', async () => {
  expect(await attempt({ operation: LIST, imap: { host: 'imap.shop.test', port: 993 } })).toMatchObject({ dialled: ['93.184.216.34:993'] })
  const broker = testBroker(database(), { credentials: fixedCredential({ version: 1, inject: [], secrets: [] }) })
  const request = { tenantId: TENANT, plugin: 'mail', connectionId: CONNECTION, operation: SEND, effectKey: 'run/s1' }
  expect(await broker.mail(request)).toMatchObject({ ok: false, code: 'egress_refused' })
  await broker.close()
})
