import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import type { Credential, CredentialSource } from './egress.types.ts'
import { maskerFor } from './mask.ts'
import { DECLARED, fixedCredential, requestTo, testBroker } from './testing/test-broker.ts'
import { openWitness, type Witness } from './testing/witness.ts'

const database = useTestDatabase()
let witness: Witness
beforeAll(async () => {
  witness = await openWitness()
})
afterAll(() => witness.close())

const TOKEN = 'APP_USR-canary/1+2=ç "q"'
const PREVIOUS = 'TG-previous-canary'
const CREDENTIAL: Credential = {
  version: 1,
  inject: [{ in: 'header', name: 'X-Token', value: Buffer.from(TOKEN).toString('base64') }],
  secrets: [TOKEN, PREVIOUS],
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const escaped = [...secret].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
    new URLSearchParams({ t: secret }).toString(),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    Buffer.from(`user:${secret}`).toString('base64'),
    Buffer.from(`u:${secret}:x`).toString('base64'),
    Buffer.from(`us:${secret}`).toString('base64'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    JSON.stringify(secret),
    JSON.stringify(JSON.stringify(secret)),
    JSON.stringify(secret).replaceAll('/', '\\/'),
    escaped,
  ]
}

/** Every third character as an escape: no search in the text can know this one, the look at the parsed value does. */
function partlyEscaped(secret: string): string {
  const coded = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  return [...secret].map((char, i) => (i % 3 === 0 || char === '"' ? coded(char) : char)).join('')
}

/** Everything a person or a program could decode out of `text`. */
function readings(text: string): string[] {
  const found = [text]
  for (const part of text.match(/[A-Za-z0-9+/_-]{8,}/g) ?? []) {
    found.push(Buffer.from(part, 'base64').toString(), Buffer.from(part, 'hex').toString())
    for (let skip = 1; skip < 4; skip++) found.push(Buffer.from(part.slice(skip), 'base64').toString())
  }
  found.push(text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))).replaceAll('+', ' '))
  found.push(text.replace(/\\+u([0-9a-f]{4})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))
  return found
}

test('C17 a provider that echoes the credential in any encoding shows it to nobody', async () => {
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin }, credentials: fixedCredential(CREDENTIAL) })
  for (const secret of [TOKEN, PREVIOUS]) {
    for (const spelling of spellings(secret)) {
      for (const body of [
        `seen: ${spelling}.`,
        JSON.stringify({ seen: spelling, [spelling]: [1, { deep: spelling }] }),
        `{"partly":"${partlyEscaped(secret)}"}`,
      ]) {
        witness.answer = (_seen, response) =>
          response
            .writeHead(200, { 'x-echo': /^[ -~]*$/.test(spelling) ? spelling : encodeURIComponent(secret), 'set-cookie': 's=1' })
            .end(body)
        const result = await broker.send(requestTo(`${DECLARED}/echo`, { connectionId: 'con_x' }))
        expect(result.ok).toBe(true)
        for (const reading of readings(JSON.stringify(result))) expect(reading, body).not.toMatch(/canary/)
        if (result.ok) for (const reading of readings(JSON.stringify(result.json))) expect(reading, body).not.toMatch(/canary/)
        expect(result.call.answerBody).toBe(result.ok ? result.text : null)
      }
    }
  }
  expect(witness.requests.at(-1)?.headers['x-token']).toBe(Buffer.from(TOKEN).toString('base64'))
  await broker.close()
})

test('C17 a credential in the query, a form or a JSON body reaches the provider and no record', async () => {
  const places = [
    { inject: { in: 'query', name: 'token', value: TOKEN }, body: undefined, method: 'GET' },
    { inject: { in: 'form', name: 'app_secret', value: TOKEN }, body: { form: { a: 'b' } }, method: 'POST' },
    { inject: { in: 'json', name: 'app_secret', value: TOKEN }, body: { json: { a: 'b' } }, method: 'POST' },
  ] as const
  for (const { inject, body, method } of places) {
    witness.answer = (seen, response) => response.end(seen.url + seen.body)
    const credentials = fixedCredential({ version: 1, inject: [inject], secrets: [TOKEN] })
    const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin }, credentials })
    const result = await broker.send(requestTo(`${DECLARED}/x?keep=%20a+b`, { method, body, connectionId: 'con_x' }))
    const seen = witness.requests.at(-1)
    expect(seen?.url).toContain('?keep=%20a+b')
    const received = method === 'GET' ? new URLSearchParams(seen?.url.split('?')[1]).get('token') : seen?.body
    expect(received).toContain(
      inject.in === 'form'
        ? new URLSearchParams({ a: 'b', app_secret: TOKEN }).toString()
        : inject.in === 'json'
          ? JSON.stringify(TOKEN)
          : TOKEN,
    )
    expect(JSON.stringify(result)).not.toContain('canary')
    await broker.close()
  }
})

test("C17 a connector's fixed headers stand in the record as they are, unless they hold or carry a secret", async () => {
  const fixed = (name: string, value: string) => ({ in: 'header', name, value, isPublic: true }) as const
  const credentials = fixedCredential({
    version: 1,
    inject: [
      fixed('Accept', 'application/json'),
      fixed('x-version', `1;${TOKEN}`),
      fixed('cookie', 'plain text'),
      { in: 'header', name: 'x-account', value: 'not in the list of secrets' },
    ],
    secrets: [TOKEN],
  })
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin }, credentials })
  witness.answer = (_seen, response) => response.end('{}')
  const { call } = await broker.send(requestTo(`${DECLARED}/x`, { connectionId: 'con_x', headers: { accept: 'text/plain' } }))
  expect(witness.requests.at(-1)?.headers['accept']).toBe('application/json')
  expect(call.requestHeaders).toEqual({ accept: 'application/json', 'x-version': '1;***', cookie: '***', 'x-account': '***' })
  await broker.close()
})

test('C17 a guest cannot take the place of the credential, and errors do not name it', async () => {
  const credentials = fixedCredential({
    version: 1,
    inject: [{ in: 'header', name: 'Authorization', value: 'Bearer canary-token' }],
    secrets: ['canary-token'],
  })
  const broker = testBroker(database(), { endpoints: { [DECLARED]: 'http://127.0.0.1:1' }, credentials })
  const result = await broker.send(
    requestTo(`${DECLARED}/canary-token`, { connectionId: 'con_x', headers: { authorization: 'guest', 'x-own': 'canary-token' } }),
  )
  expect(result).toMatchObject({
    ok: false,
    sent: 'no',
    call: { requestHeaders: { authorization: '***', 'x-own': '***' }, url: `${DECLARED}/***` },
  })
  expect(JSON.stringify(result)).not.toContain('canary')
  await broker.close()
})

test('C17 after a refresh in between, the old and the new token are masked, and the call is made once more only', async () => {
  let version = 1
  const rejections: number[] = []
  const credentials: CredentialSource = {
    credentialFor: async () => ({
      version,
      inject: [{ in: 'header', name: 'authorization', value: `Bearer canary-token-${version}` }],
      secrets: [`canary-token-${version}`],
    }),
    rejected: async (_tenant, _connection, seen) => {
      rejections.push(seen)
      version = 2
      return true
    },
  }
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin }, credentials })
  const before = witness.requests.length
  witness.answer = (_seen, response) => response.writeHead(401).end('no: canary-token-1 canary-token-2')
  const result = await broker.send(requestTo(`${DECLARED}/x`, { connectionId: 'con_x' }))
  expect(result).toMatchObject({ ok: true, status: 401, text: 'no: *** ***' })
  expect(rejections).toEqual([1])
  expect(witness.requests.slice(before).map((seen) => seen.headers['authorization'])).toEqual([
    'Bearer canary-token-1',
    'Bearer canary-token-2',
  ])
  await broker.close()
})

test('a connection that needs a person sends nothing', async () => {
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin } })
  expect(await broker.send(requestTo(`${DECLARED}/x`, { connectionId: 'con_x' }))).toMatchObject({
    ok: false,
    code: 'reauthorise',
    sent: 'no',
  })
  await broker.close()
})

test('a confidential call leaves neither bodies nor headers in its record', async () => {
  witness.answer = (_seen, response) => response.end('{"access_token":"canary-new"}')
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin } })
  const request = requestTo(`${DECLARED}/token?x=canary`, {
    method: 'POST',
    headers: { authorization: 'Basic canary' },
    body: { form: { code: 'canary' } },
    confidential: true,
  })
  const result = await broker.send(request)
  expect(result).toMatchObject({ ok: true, json: { access_token: 'canary-new' } })
  expect(JSON.stringify(result.call)).not.toContain('canary')
  await broker.close()
})

test('C13 a header that could break out of its place is refused before anything is sent', async () => {
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin } })
  const before = witness.connections()
  const bad: Array<Record<string, string>> = [
    { 'x-a': 'a\r\nx-evil: 1' },
    { 'x-a': 'a\nb' },
    { 'x-a': 'a\rb' },
    { 'x-a': 'a\u0000b' },
    { 'x-a\r\nx-evil': '1' },
    { 'x a': '1' },
    { '': '1' },
    { 'x:a': '1' },
    { 'x-a': 'ação→' },
    { host: 'evil.example' },
    { Host: 'evil.example' },
    { 'Content-Length': '0' },
    { 'transfer-encoding': 'chunked' },
    { connection: 'upgrade' },
    { 'Proxy-Authorization': 'x' },
    { upgrade: 'h2c' },
    { expect: '100-continue' },
    { 'x-a': 'a'.repeat(20_000) },
  ]
  for (const headers of bad)
    expect(await broker.send(requestTo(`${DECLARED}/x`, { headers })), JSON.stringify(headers).slice(0, 80)).toMatchObject({
      code: 'egress_refused',
      sent: 'no',
    })
  expect(witness.connections()).toBe(before)
  await broker.close()
})

test('C13 what a path, a query and a body hold stays where it was put', async () => {
  witness.answer = (_seen, response) => response.end('ok')
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin } })
  const hostile = 'a&b=c#d\r\nGET /evil HTTP/1.1"}'
  await broker.send(
    requestTo(`${DECLARED}/p/${encodeURIComponent(hostile)}?q=${encodeURIComponent(hostile)}`, {
      method: 'POST',
      body: { form: { f: hostile } },
    }),
  )
  const seen = witness.requests.at(-1)
  expect(new URL(seen?.url ?? '', DECLARED).searchParams.get('q')).toBe(hostile)
  expect(new URLSearchParams(seen?.body).get('f')).toBe(hostile)
  await broker.close()
})

test('texts shorter than eight characters are not masked, longer ones are, also when one contains another', () => {
  expect(maskerFor(['1234567']).text('id 1234567')).toBe('id 1234567')
  expect(maskerFor(['12345678', '1234567890']).text('1234567890 12345678')).toBe('*** ***')
})
