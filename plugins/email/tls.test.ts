import tls from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MailOperation, MailSecurity } from '../../core/egress/mail/mail.types.ts'
import { CONNECTION, fixedCredential, TENANT, testBroker } from '../../core/egress/testing/test-broker.ts'
import { type MadeCertificate, makeCertificate } from '../../core/testing/certificate.ts'
import { useTestDatabase } from '../../core/testing/database.ts'
import { fieldsOf, listOf } from '../../sdk/emulator/fields.ts'
import { type SpawnedEmulator, spawnEmulator } from '../../sdk/emulator/spawn.ts'
import { type FrontMode, openTlsFront, type TlsFront } from './testing/tls-front.ts'

/** TLS with the real SMTP and IMAP test servers, as people's mail servers ask for it: from the first byte, and by STARTTLS. */

const SMTP = 'smtp.loja.example'
const IMAP = 'imap.loja.example'
const PASSWORD = 'senha-da-caixa-de-teste'
const SEND: MailOperation = { kind: 'send', message: { to: ['cliente@example.com'], subject: 'Oi', text: 'Olá!' } }
const LIST: MailOperation = { kind: 'list', listing: {} }
const VERIFY: MailOperation = { kind: 'verify' }

const database = useTestDatabase()
const good = makeCertificate([SMTP, IMAP])
const over = makeCertificate([SMTP, IMAP], { isOver: true })
const ofAnother = makeCertificate(['smtp.outra.example'])
const untrusted = makeCertificate([SMTP, IMAP])
const known = tls.getCACertificates('default')

let provider: SpawnedEmulator
let fronts: TlsFront[] = []

beforeAll(async () => {
  tls.setDefaultCACertificates([...known, good.cert, over.cert, ofAnother.cert])
  provider = await spawnEmulator('email', { seed: 'mail' })
})
beforeEach(() => provider.admin('POST', '/reset', { seed: 'mail' }))
afterEach(async () => {
  for (const front of fronts) await front.close()
  fronts = []
})
afterAll(async () => {
  tls.setDefaultCACertificates(known)
  await provider?.stop()
})

async function attempt(
  operation: MailOperation,
  security: MailSecurity,
  mode: FrontMode,
  certificate: MadeCertificate,
  signIn: { password: string } | { accessToken: string } = { password: PASSWORD },
) {
  const servers = Object.values(provider.endpoints)
  const portOf = (protocol: 'smtp' | 'imap') =>
    Number(new URL(servers.find((url) => url.startsWith('password' in signIn ? `${protocol}:` : `${protocol}+plain:`)) ?? '').port)
  const smtp = await openTlsFront(portOf('smtp'), mode, certificate)
  const imap = await openTlsFront(portOf('imap'), mode, certificate)
  fronts.push(smtp, imap)
  const [smtpPort, imapPort] = security === 'tls' ? [465, 993] : [587, 143]
  const mail = {
    username: 'loja@loja.example',
    ...signIn,
    address: 'loja@loja.example',
    smtp: { host: SMTP, port: smtpPort, security },
    imap: { host: IMAP, port: imapPort, security },
  }
  const endpoints = {
    [`smtp://${SMTP}:${smtpPort}`]: `smtp://127.0.0.1:${smtp.port}`,
    [`imap://${IMAP}:${imapPort}`]: `imap://127.0.0.1:${imap.port}`,
  }
  const credentials = fixedCredential({ version: 1, inject: [], secrets: [PASSWORD], mail })
  const broker = testBroker(database(), { credentials, endpoints })
  const result = await broker.mail({
    tenantId: TENANT,
    plugin: 'email',
    connectionId: CONNECTION,
    operation,
    effectKey: 'run/s1',
    timeoutMs: 8_000,
  })
  await broker.close()
  const [clear, secret] = [smtp, imap].reduce<[string, string]>(
    (all, one) => [all[0] + one.clear.join(''), all[1] + one.secret.join('')],
    ['', ''],
  )
  return { result, clear, secret }
}

const sent = async () => listOf(fieldsOf(await provider.admin('GET', '/state'))['sent'])
const isSaid = (text: string) =>
  text.includes(PASSWORD) ||
  [...text.matchAll(/[A-Za-z0-9+/=]{8,}/g)].some(([word]) => Buffer.from(word, 'base64').toString().includes(PASSWORD))

test.each(['tls', 'starttls'] as const)('mail is sent and read over %s, and the password travels under TLS only', async (security) => {
  await provider.admin('POST', '/scenario/receive', { subject: 'Primeiro', text: 'Olá!' })
  for (const operation of [SEND, LIST, VERIFY]) {
    const { result, clear, secret } = await attempt(operation, security, security, good)
    expect(result, JSON.stringify(result)).toMatchObject({ ok: true })
    expect(isSaid(clear)).toBe(false)
    expect(isSaid(secret)).toBe(true)
  }
  expect(await sent()).toHaveLength(1)
})

test.each(['tls', 'starttls'] as const)('a token travels under TLS only, over %s', async (security) => {
  for (const operation of [SEND, LIST]) {
    const { result, clear, secret } = await attempt(operation, security, security, good, { accessToken: PASSWORD })
    expect(result).toMatchObject({ ok: false, code: 'reauthorise', sent: 'no' })
    expect([isSaid(clear), isSaid(secret)]).toEqual([false, true])
  }
})

test.each([
  ['of another name', ofAnother],
  ['that is over', over],
  ['that nobody vouches for', untrusted],
])('a certificate %s is refused, and nothing is said', async (_what, certificate) => {
  for (const security of ['tls', 'starttls'] as const)
    for (const operation of [SEND, LIST]) {
      const { result, clear, secret } = await attempt(operation, security, security, certificate)
      expect(result, `${security} ${operation.kind}`).toMatchObject({ ok: false, code: 'network', sent: 'no' })
      expect(result.ok ? '' : result.message, `${security} ${operation.kind}`).toMatch(/certificate|secure/)
      expect([isSaid(clear), secret]).toEqual([false, ''])
    }
  expect(await sent()).toEqual([])
})

test('a server that offers no STARTTLS is not told the password', async () => {
  for (const operation of [SEND, LIST]) {
    const { result, clear } = await attempt(operation, 'starttls', 'none', good)
    expect(result).toMatchObject({ ok: false, sent: 'no' })
    expect(isSaid(clear)).toBe(false)
  }
  expect(await sent()).toEqual([])
})
