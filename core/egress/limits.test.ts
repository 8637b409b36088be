import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import zlib from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import type { Broker } from './egress.types.ts'
import { DECLARED, requestTo, testBroker } from './testing/test-broker.ts'
import { openWitness, type Witness } from './testing/witness.ts'

const database = useTestDatabase()
let witness: Witness
let broker: Broker
beforeAll(async () => {
  witness = await openWitness()
  broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin } })
})
afterAll(async () => {
  await broker.close()
  await witness.close()
})

test('C16 an endless answer is cut off at the limit, and its connection is closed', async () => {
  let written = 0
  let closed = false
  witness.answer = (_seen, response) => {
    const chunk = Buffer.alloc(65_536, 'x')
    const more = () => {
      while (!response.destroyed && response.write(chunk)) written += chunk.length
    }
    response.on('drain', more).on('close', () => {
      closed = true
    })
    more()
  }
  const result = await broker.send(requestTo(`${DECLARED}/endless`, { maxAnswerBytes: 1_000_000 }))
  expect(result).toMatchObject({ ok: false, code: 'too_large', sent: 'maybe', call: { answerBody: null } })
  await expect.poll(() => closed).toBe(true)
  expect(written).toBeLessThan(50_000_000)
})

test('C16 an answer that announces more than the limit is refused by its header', async () => {
  witness.answer = (_seen, response) => response.writeHead(200, { 'content-length': '10000001' }).write('x')
  expect(await broker.send(requestTo(`${DECLARED}/large`))).toMatchObject({ ok: false, code: 'too_large' })
})

test('C16 a gzip, deflate or brotli bomb stops at the limit', async () => {
  const zeros = Buffer.alloc(200_000_000)
  const bombs = {
    gzip: zlib.gzipSync(zeros),
    deflate: zlib.deflateSync(zeros),
    br: zlib.brotliCompressSync(zeros, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
  }
  for (const [encoding, bomb] of Object.entries(bombs)) {
    witness.answer = (_seen, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb)
    const before = process.memoryUsage().arrayBuffers
    expect(await broker.send(requestTo(`${DECLARED}/bomb`)), encoding).toMatchObject({ ok: false, code: 'too_large' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000)
  }
}, 30_000)

test('C16 one byte per second does not outlast the time limit', async () => {
  witness.answer = (_seen, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'), 100)
    response.on('close', () => clearInterval(timer))
  }
  const started = performance.now()
  expect(await broker.send(requestTo(`${DECLARED}/slow`, { timeoutMs: 700 }))).toMatchObject({ ok: false, code: 'timeout', sent: 'maybe' })
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('C16 a header block over 16 KB is refused', async () => {
  witness.answer = (_seen, response) => response.writeHead(200, { 'x-large': 'a'.repeat(20_000) }).end()
  expect(await broker.send(requestTo(`${DECLARED}/headers`))).toMatchObject({ ok: false, code: 'too_large' })
})

test('an answer in gzip, deflate or brotli, and one in ISO-8859-1, is read as text', async () => {
  for (const [encoding, body] of [
    ['gzip', zlib.gzipSync('{"a":"ç"}')],
    ['deflate', zlib.deflateSync('{"a":"ç"}')],
    ['br', zlib.brotliCompressSync('{"a":"ç"}')],
  ] as const) {
    witness.answer = (_seen, response) =>
      response.writeHead(200, { 'content-encoding': encoding, 'content-type': 'application/json' }).end(body)
    expect(await broker.send(requestTo(`${DECLARED}/x`))).toMatchObject({ ok: true, json: { a: 'ç' } })
  }
  witness.answer = (_seen, response) =>
    response.writeHead(200, { 'content-type': 'text/xml; charset=ISO-8859-1' }).end(Buffer.from('<a>ç</a>', 'latin1'))
  expect(await broker.send(requestTo(`${DECLARED}/x`))).toMatchObject({ ok: true, text: '<a>ç</a>', json: null })
})

test('an answer nested 100,000 deep is handed on as text only', async () => {
  witness.answer = (_seen, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('['.repeat(100_000) + ']'.repeat(100_000))
  expect(await broker.send(requestTo(`${DECLARED}/deep`))).toMatchObject({ ok: true, json: null })
})

test('a call says truthfully whether the provider may have seen it', async () => {
  const server = createServer((socket: Socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const hangsUp = testBroker(database(), { endpoints: { [DECLARED]: origin } })
  expect(await hangsUp.send(requestTo(`${DECLARED}/x`, { method: 'POST', body: { json: 1 } }))).toMatchObject({
    ok: false,
    code: 'network',
    sent: 'maybe',
  })
  await new Promise((resolve) => server.close(resolve))
  expect(await hangsUp.send(requestTo(`${DECLARED}/x`))).toMatchObject({ ok: false, code: 'network', sent: 'no' })
  await hangsUp.close()
  const unknown = testBroker(database(), {})
  expect(await unknown.send(requestTo(`${DECLARED}/x`))).toMatchObject({ ok: false, code: 'network', sent: 'no' })
  await unknown.close()
})

test('a cancelled call ends at once', async () => {
  witness.answer = () => {}
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 100)
  expect(await broker.send(requestTo(`${DECLARED}/x`, { signal: stop.signal }))).toMatchObject({
    ok: false,
    code: 'timeout',
    sent: 'maybe',
  })
  expect(await broker.send(requestTo(`${DECLARED}/x`, { signal: AbortSignal.abort() }))).toMatchObject({
    ok: false,
    code: 'timeout',
    sent: 'no',
  })
})
