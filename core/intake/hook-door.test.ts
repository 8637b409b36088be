import { expect, test } from 'vitest'
import { visitorLimit } from '../http/visitor-limit.ts'
import { systemClock } from '../platform/clock.ts'
import { useTestDatabase } from '../testing/database.ts'
import { answering, hookFlow, hookServer } from './testing/hook-server.ts'

const database = useTestDatabase()

async function ask(origin: string, address: string, method: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${origin}${address}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"a":1}',
  })
  // What differs from one answer to the next by nature.
  const {
    date,
    'x-request-id': id,
    'keep-alive': _alive,
    connection: _connection,
    'content-length': length,
    ...others
  } = Object.fromEntries(answer.headers)
  expect([typeof date, id?.slice(0, 4)]).toEqual(['string', 'req_'])
  const body = await answer.text()
  expect(Number(length)).toBe(Buffer.byteLength(body))
  return { status: answer.status, headers: others, body: body.replaceAll(/(req|run)_\w{26}/g, '$1').replace('"PUT"', '"POST"') }
}

test('a POST straight to the address is answered like any other request to it, errors too', async () => {
  const methods = { methods: ['POST', 'PUT'] as ['POST', 'PUT'] }
  const { origin } = await hookServer(database(), {
    flows: [
      hookFlow('answering-hook', { answer: 'flow', ...methods }, answering),
      hookFlow('accepting-hook', methods),
      hookFlow('getting-hook', { methods: ['GET'] }),
      hookFlow('proven-hook', { ...methods, verification: { scheme: 'token', header: 'X-Proof' } }),
    ],
  })
  const addresses = ['answering-hook?a=1&b=%20', 'accepting-hook', 'getting-hook', 'proven-hook', 'nobody-there-at-all']
  for (const token of addresses) {
    // PUT goes through Koa.
    const [direct, usual] = [await ask(origin, `/hooks/${token}`, 'POST'), await ask(origin, `/hooks/${token}`, 'PUT')]
    expect(direct, token).toEqual(usual)
  }
  const large = { 'content-encoding': 'nonsense' }
  expect(await ask(origin, '/hooks/accepting-hook', 'POST', large)).toEqual(await ask(origin, '/hooks/accepting-hook', 'PUT', large))
})

test('ML-74 whoever sends more than the limit of an address or of a webhook is refused, with the time to wait', async () => {
  const limit = visitorLimit({ clock: systemClock, perMinute: 2, trustedProxies: ['127.0.0.1', '::1'] })
  const { origin } = await hookServer(database(), { flows: [hookFlow('first-hook', {}), hookFlow('second-hook', {})], limit })
  const send = async (from: string, hook: string) => {
    const answer = await fetch(`${origin}/hooks/${hook}`, { method: 'POST', body: '{}', headers: { 'x-forwarded-for': from } })
    return [answer.status, answer.headers.has('retry-after')]
  }
  expect(await send('203.0.113.1', 'first-hook')).toEqual([202, false])
  expect(await send('203.0.113.1', 'first-hook')).toEqual([202, false])
  expect(await send('203.0.113.1', 'second-hook')).toEqual([429, true])
  expect(await send('203.0.113.2', 'first-hook')).toEqual([429, true])
  expect(await send('203.0.113.3', 'second-hook')).toEqual([202, false])
})
