import { afterAll, beforeEach, expect, test } from 'vitest'
import { atPointer } from '../../core/registry/json-pointer.ts'
import { type Capabilities, useCapabilities } from '../../core/testing/capabilities.ts'
import { fieldsOf, listOf } from '../../sdk/emulator/fields.ts'
import { type SpawnedEmulator, spawnEmulator } from '../../sdk/emulator/spawn.ts'
import type { Json } from '../../sdk/flow/definition.ts'

let provider: SpawnedEmulator
let wentOver = 0

const LETTER = { to: ['cliente@example.com'], subject: 'Nota fiscal nº 77 — ação', text: 'Segue em anexo.\n.\nObrigado!' }
const PDF = Buffer.from('%PDF-1.4 not really').toString('base64')

const SMTP = { host: 'smtp.loja.example', port: 587, security: 'none' as const }
const IMAP = { host: 'imap.loja.example', port: 143, security: 'none' as const }
const ACCOUNT = { username: 'loja@loja.example', password: 'senha-da-caixa-de-teste', address: 'loja@loja.example', smtp: SMTP, imap: IMAP }

const capabilities = useCapabilities('email', 'https://unused.example', {
  async account() {
    provider = await spawnEmulator('email', { seed: 'mail' })
    const renew = async () => {
      wentOver += 1
      return null
    }
    return { url: 'http://127.0.0.1:1', token: 'unused-token', mail: ACCOUNT, endpoints: provider.endpoints, renew }
  },
})
beforeEach(async () => {
  wentOver = 0
  await provider.admin('POST', '/reset', { seed: 'mail' })
})
afterAll(() => provider?.stop())

const run = (action: string, input: Json, more: Parameters<Capabilities['run']>[2] = {}) => capabilities().run(action, input, more)
const sent = async () => listOf(fieldsOf(await provider.admin('GET', '/state'))['sent'])
const receive = (letter: Record<string, unknown>) => provider.admin('POST', '/scenario/receive', letter)
const fault = (path: string, kind: string, status?: number) =>
  provider.admin('POST', '/faults', [{ match: { path }, kind, times: 1, ...(status === undefined ? {} : { status }) }])

test('an e-mail with accents, a lone dot and a file arrives as it was written', async () => {
  const result = await run('send-email', {
    ...LETTER,
    cc: ['contador@example.com'],
    bcc: ['arquivo@example.com'],
    attachments: [{ filename: 'nota fiscal ção.pdf', contentType: 'application/pdf', contentBase64: PDF }],
  })
  expect(result).toMatchObject({ ok: true, output: { accepted: ['cliente@example.com', 'contador@example.com', 'arquivo@example.com'] } })
  const [message] = await sent()
  expect(message).toMatchObject({
    subject: LETTER.subject,
    text: LETTER.text,
    to: ['cliente@example.com', 'contador@example.com', 'arquivo@example.com'],
    attachments: [{ filename: 'nota fiscal ção.pdf', contentType: 'application/pdf', contentBase64: PDF }],
  })
})

test('the call is recorded without the password and without the files', async () => {
  const result = await run('send-email', { ...LETTER, attachments: [{ filename: 'a.pdf', contentBase64: PDF }] })
  expect(result.calls).toMatchObject([
    {
      method: 'SEND',
      url: 'smtp://smtp.loja.example:587',
      status: 250,
      requestHeaders: { to: 'cliente@example.com', attachments: 'a.pdf' },
    },
  ])
  expect(JSON.stringify(result.calls)).not.toMatch(/senha-da-caixa|PDF-1.4|JVBERi/)
})

test('the same step sends the same message id, so that a copy can be told', async () => {
  await run('send-email', LETTER)
  await run('send-email', LETTER)
  await run('send-email', LETTER, { effectKey: 'run_y/s1' })
  const ids = (await sent()).map((message) => fieldsOf(message)['id'])
  expect(ids[0]).toBe(ids[1])
  expect(ids[2]).not.toBe(ids[0])
})

test('who is refused is named while the others get their copy; nobody left is a failure for good', async () => {
  expect(await run('send-email', { ...LETTER, to: ['refused@example.com', 'b@example.com'] })).toMatchObject({
    ok: true,
    output: { accepted: ['b@example.com'], rejected: ['refused@example.com'] },
  })
  expect(await run('send-email', { ...LETTER, to: ['refused@example.com'] })).toMatchObject({
    ok: false,
    failure: { code: 'mail_refused', class: 'permanent', effect: 'no' },
  })
})

test('a full mailbox or a busy server is tried again, a refused message is not, and neither was sent', async () => {
  await fault('/data', 'status', 451)
  expect(await run('send-email', LETTER)).toMatchObject({ ok: false, failure: { code: 'mail_later', class: 'retry', effect: 'no' } })
  await fault('/data', 'status', 554)
  expect(await run('send-email', LETTER)).toMatchObject({ ok: false, failure: { code: 'mail_refused', class: 'permanent', effect: 'no' } })
  expect(await sent()).toEqual([])
})

test('a sign-in that the server cannot check at the moment is tried again, and the connection stays as it is', async () => {
  await fault('/auth', 'status', 454)
  expect(await run('send-email', LETTER)).toMatchObject({ ok: false, failure: { code: 'mail_later', class: 'retry', effect: 'no' } })
  await fault('/authenticate', 'status')
  expect(await run('list-emails', {})).toMatchObject({ ok: false, failure: { code: 'mail_later', class: 'retry', effect: 'no' } })
  expect(wentOver).toBe(0)
})

test('new e-mails are read with their files, oldest first, and stay unread', async () => {
  await receive({ subject: 'Primeiro', text: 'Olá, ação!', messageId: '<um@example.com>' })
  await receive({
    subject: 'Segundo',
    from: 'Bia <bia@example.com>',
    file: { name: 'pedido.csv', contentBase64: Buffer.from('a;b').toString('base64') },
  })
  const result = await run('list-emails', { withAttachments: true })
  expect(result).toMatchObject({
    ok: true,
    output: {
      mailbox: 'INBOX',
      messages: [
        { key: '<um@example.com>', subject: 'Primeiro', text: expect.stringContaining('Olá, ação!'), seen: false },
        {
          subject: 'Segundo',
          from: { name: 'Bia', address: 'bia@example.com' },
          attachments: [{ filename: 'pedido.csv', sizeBytes: 3, contentBase64: 'YTti' }],
        },
      ],
    },
  })
  expect(await run('list-emails', { unseenOnly: true })).toMatchObject({ output: { messages: [{ seen: false }, { seen: false }] } })
})

test('only what came after a cursor is read, and a mailbox with new numbers brings no old message as a new one', async () => {
  await receive({ subject: 'A', messageId: '<a@example.com>' })
  const first = await run('list-emails', {})
  const cursor = first.ok ? String(atPointer(first.output, '/messages/0/cursor')) : ''
  expect(await run('list-emails', { after: cursor })).toMatchObject({ output: { messages: [] } })
  await receive({ subject: 'B', messageId: '<b@example.com>' })
  expect(await run('list-emails', { after: cursor })).toMatchObject({ output: { messages: [{ subject: 'B' }] } })
  await provider.admin('POST', '/scenario/renumber', {})
  const again = await run('list-emails', { after: cursor })
  expect(again).toMatchObject({ output: { messages: [{ key: '<a@example.com>' }, { key: '<b@example.com>' }] } })
})

test('a password that is not accepted asks for a person at once, at both servers', async () => {
  await provider.admin('POST', '/scenario/changePassword', { password: 'nova' })
  for (const [action, input] of [
    ['send-email', LETTER],
    ['list-emails', {}],
    ['get-account', {}],
  ] as const)
    expect(await run(action, input), action).toMatchObject({
      ok: false,
      failure: { code: 'reauthorise', class: 'reauthorise', effect: 'no' },
    })
  expect(wentOver).toBe(3)
})

test('the test of a connection signs in at both servers', async () => {
  expect(await run('get-account', {})).toMatchObject({ ok: true, output: { address: 'loja@loja.example', canSend: true, canRead: true } })
})

test('a line break in a subject or an address is refused before anything is said', async () => {
  for (const input of [
    { ...LETTER, subject: 'Oi\r\nBcc: x@example.com' },
    { ...LETTER, to: ['a@example.com\r\nRCPT TO:<x@example.com>'] },
  ])
    expect(await run('send-email', input)).toMatchObject({ ok: false, failure: { code: 'invalid_input', effect: 'no' } })
  expect(await sent()).toEqual([])
})

test('a connection that breaks after the last dot leaves it open whether the message went; before it, it did not', async () => {
  await fault('/data', 'dropAfterWrite')
  expect(await run('send-email', LETTER)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'maybe' } })
  expect(await sent()).toHaveLength(1)
  await provider.stop()
  expect(await run('send-email', LETTER)).toMatchObject({ ok: false, failure: { code: 'network', effect: 'no' } })
})
