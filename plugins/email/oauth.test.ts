import { expect, test } from 'vitest'
import { fieldsOf, listOf } from '../../sdk/emulator/fields.ts'
import { useSignedIn } from './testing/signed-in.ts'

/** Gmail and Outlook by their own sign-in: the host's OAuth gets the token, SMTP and IMAP are signed in to with it (XOAUTH2). */

const world = useSignedIn()
const HOUR_MS = 3_600_000
const LETTER = { to: ['cliente@example.com'], subject: 'Oi', text: 'Olá!' }
const SCHEMES = [
  ['google', 'loja@gmail.example'],
  ['microsoft', 'loja@outlook.example'],
] as const

const play = (scenario: string) => world().emulator.admin('POST', `/scenario/${scenario}`, {})
const sentBy = async (account: string) => {
  const { items } = fieldsOf(await world().emulator.admin('GET', '/ledger'))
  return listOf(items).filter((entry) => fieldsOf(entry)['account'] === account).length
}

test('each provider is asked for a mailbox, for who it is, and for access that lasts', async () => {
  const google = await world().authorizeUrl('google')
  expect(Object.fromEntries(google.searchParams)).toMatchObject({
    access_type: 'offline',
    prompt: 'consent',
    scope: 'https://mail.google.com/ openid email',
    code_challenge_method: 'S256',
  })
  const { searchParams } = await world().authorizeUrl('microsoft')
  expect(searchParams.get('scope')?.split(' ')).toEqual(
    expect.arrayContaining(['https://outlook.office.com/IMAP.AccessAsUser.All', 'https://outlook.office.com/SMTP.Send', 'offline_access']),
  )
})

test.each(SCHEMES)(
  '%s: signing in makes a connection of that address, which sends and reads without a password',
  async (authId, address) => {
    const id = await world().connect(authId)
    expect(await world().status(id)).toEqual({ status: 'connected', statusReason: null, accountId: address })
    expect(await world().run(id, 'get-account', {})).toMatchObject({ ok: true, output: { address, canSend: true, canRead: true } })
    const before = await sentBy(address)
    const sent = await world().run(id, 'send-email', { ...LETTER, to: [address] })
    expect(sent, JSON.stringify(sent)).toMatchObject({ ok: true, output: { accepted: [address] } })
    expect(await sentBy(address)).toBe(before + 1)
    expect(await world().run(id, 'list-emails', {})).toMatchObject({
      ok: true,
      output: { messages: [{ from: { address }, subject: 'Oi' }] },
    })
    expect(JSON.stringify(sent.calls)).not.toContain('ya29.')
    await world().emulator.admin('POST', '/reset', { seed: 'sign-in' })
  },
)

test.each(SCHEMES)('%s: a token near its end is renewed before it is used, and the address stays known', async (authId, address) => {
  const id = await world().connect(authId)
  const before = (await world().grants()).length
  for (let hours = 0; hours < 2; hours++) {
    world().clock.advance(HOUR_MS)
    await world().emulator.admin('POST', '/clock', { advanceMs: HOUR_MS })
    expect(await world().run(id, 'get-account', {})).toMatchObject({ ok: true, output: { address } })
  }
  expect((await world().grants()).length - before).toBe(2)
})

test.each(SCHEMES)('%s: a token that is over before its time is renewed once, and the e-mail goes out once', async (authId, address) => {
  const id = await world().connect(authId)
  world().clock.advance(120_000)
  const before = await sentBy(address)
  for (const [action, input] of [
    ['send-email', LETTER],
    ['list-emails', {}],
  ] as const) {
    await play('endTokens')
    world().clock.advance(120_000)
    expect(await world().run(id, action, input), action).toMatchObject({ ok: true })
  }
  expect(await sentBy(address)).toBe(before + 1)
  expect(await world().status(id)).toMatchObject({ status: 'connected' })
})

test.each(SCHEMES)(
  '%s: access that was taken back asks for a person, sends nothing, and works again after a new sign-in',
  async (authId, address) => {
    const id = await world().connect(authId)
    const before = await sentBy(address)
    await play('revokeAccess')
    world().clock.advance(120_000)
    for (const action of ['send-email', 'list-emails'])
      expect(await world().run(id, action, action === 'send-email' ? LETTER : {}), action).toMatchObject({
        ok: false,
        failure: { code: 'reauthorise', class: 'reauthorise', effect: 'no' },
      })
    expect(await world().status(id)).toMatchObject({ status: 'reconnect_needed', statusReason: 'grant_revoked' })
    const asked = (await world().grants()).length
    await world().run(id, 'send-email', LETTER)
    expect((await world().grants()).length).toBe(asked)
    expect(await sentBy(address)).toBe(before)

    expect(await world().connect(authId, id)).toBe(id)
    expect(await world().run(id, 'send-email', LETTER)).toMatchObject({ ok: true })
  },
)

test('access without the right to send does not make a working connection, nor does one to an account that is not named', async () => {
  const consent = async (scope: string) => {
    const url = await world().authorizeUrl('microsoft')
    url.searchParams.set('scope', scope)
    const answer = await fetch(url, { redirect: 'manual' })
    return Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams)
  }
  const readsOnly = await consent('https://outlook.office.com/IMAP.AccessAsUser.All offline_access openid email')
  const result = await world().connections.oauth.callback(world().caller, readsOnly)
  // The connection is there, and says that its test failed.
  expect(result).toMatchObject({ ok: true, warning: expect.stringContaining('sign-in') })
  const nobody = await consent('https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access')
  expect(await world().connections.oauth.callback(world().caller, nobody)).toMatchObject({
    ok: true,
    warning: expect.stringContaining('did not tell the address'),
  })
})
