import type http from 'node:http'
import type { Fault } from './faults.ts'
import { type EmulatorAnswer, type EmulatorRequest, hangUp } from './message.ts'
import type { ProviderEmulator, World } from './provider.ts'
import { createRandom } from './random.ts'
import { findRoute } from './router.ts'
import { driftSchema, mapLists } from './schema-drift.ts'

const MAX_BODY_BYTES = 5 * 1024 * 1024

/** Reads a request whole. Bodies over 5 MB throw RangeError. */
export async function readRequest(message: http.IncomingMessage, id: number): Promise<EmulatorRequest> {
  const url = new URL(message.url ?? '/', 'http://emulator')
  const body = await readBody(message)
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  return {
    id,
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body,
    json: isForm ? undefined : parseJson(body),
    form: new URLSearchParams(isForm ? body.toString('utf8') : ''),
    params: {},
    address: message.socket.remoteAddress ?? '',
    caller: null,
  }
}

async function readBody(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of message) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_BODY_BYTES) throw new RangeError('body too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parseJson(body: Buffer): unknown {
  try {
    return body.length === 0 ? undefined : JSON.parse(body.toString('utf8'))
  } catch {
    // Not JSON: the route answers as the provider does for a body it cannot read.
    return undefined
  }
}

/** Listens on loopback only; `port` 0 takes any free one. Answers the server and its address. */
export async function listen(server: http.Server, port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}`
}

/** The provider's side: faults, limits, the route, the log, in this order. */
export async function serveProvider(options: {
  world: World
  provider: ProviderEmulator
  message: http.IncomingMessage
  response: http.ServerResponse
}): Promise<void> {
  const { world, provider, message, response } = options
  const startedAt = performance.now()
  const at = new Date(world.clock.now()).toISOString()
  const request = await readRequest(message, world.requests.nextId())
  const faults = world.faults.takeForRequest(request.method, request.path)
  const { answer, isDropped } = await world.slowed.before(faults, () => answerWithFaults(provider, request, faults))
  if (answer) provider.answered?.(request, answer)
  world.requests.add({
    id: request.id,
    at,
    method: request.method,
    path: request.path,
    query: request.query.toString(),
    headers: request.headers,
    body: request.body.toString('utf8'),
    caller: request.caller,
    status: isDropped ? null : (answer?.status ?? null),
    durationMs: Math.round(performance.now() - startedAt),
    faults: faults.map((fault) => fault.kind),
  })
  if (isDropped || !answer) message.socket.destroy()
  else if (faults.some((fault) => fault.kind === 'truncate')) sendHalf(response, answer)
  else send(response, answer)
}

async function answerWithFaults(
  provider: ProviderEmulator,
  request: EmulatorRequest,
  faults: readonly Fault[],
): Promise<{ answer: EmulatorAnswer | null; isDropped: boolean }> {
  let after: Fault | undefined
  for (const fault of faults) {
    if (fault.kind === 'slow') continue
    if (fault.kind === 'dropBefore') return { answer: null, isDropped: true }
    if (fault.kind === 'status') return { answer: statusAnswer(provider, request, fault), isDropped: false }
    if (fault.kind === 'html') return { answer: htmlAnswer(fault), isDropped: false }
    after = fault
  }
  const answer = await answerRequest(provider, request)
  if (answer === hangUp) return { answer: null, isDropped: true }
  if (after?.kind === 'dropAfterWrite') return { answer, isDropped: true }
  if (after !== undefined && answer.json !== undefined)
    return { answer: { ...answer, json: spoiled(answer.json, after) }, isDropped: false }
  return { answer, isDropped: false }
}

function spoiled(body: unknown, fault: Fault): unknown {
  if (fault.kind === 'schemaDrift') return driftSchema(body, createRandom(fault.seed))
  if (fault.kind === 'duplicate') return mapLists(body, (list) => list.flatMap((entry, index) => (index === 0 ? [entry, entry] : [entry])))
  if (fault.kind === 'reorder') return mapLists(body, (list) => list.toReversed())
  return body
}

async function answerRequest(provider: ProviderEmulator, request: EmulatorRequest): Promise<EmulatorAnswer> {
  const refusal = provider.admit?.(request)
  if (refusal) return refusal
  const match = findRoute(provider.routes, request.method, request.path)
  if (!match) return provider.unknownRoute(request)
  request.params = match.params
  return match.route.answer(request)
}

function statusAnswer(provider: ProviderEmulator, request: EmulatorRequest, fault: Fault): EmulatorAnswer {
  const status = fault.status ?? 503
  const answer = fault.body === undefined ? provider.errorAnswer(status, request) : faultBody(status, fault.body)
  return fault.retryAfter === undefined ? answer : { ...answer, headers: { ...answer.headers, 'retry-after': fault.retryAfter } }
}

function faultBody(status: number, body: unknown): EmulatorAnswer {
  if (typeof body === 'string') return { status, text: body, headers: { 'content-type': 'text/plain; charset=utf-8' } }
  return { status, json: body }
}

/** What a proxy in front of the provider shows instead of JSON. */
function htmlAnswer(fault: Fault): EmulatorAnswer {
  const status = fault.status ?? 502
  const text = `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center><hr><center>nginx</center></body></html>`
  return { status, text, headers: { 'content-type': 'text/html' } }
}

export function send(response: http.ServerResponse, answer: EmulatorAnswer): void {
  const { headers, bytes } = encode(answer)
  response.writeHead(answer.status, { ...headers, 'content-length': String(bytes.length) })
  response.end(bytes)
}

/** Promises the whole body, sends half, and hangs up. */
function sendHalf(response: http.ServerResponse, answer: EmulatorAnswer): void {
  const { headers, bytes } = encode(answer)
  response.writeHead(answer.status, { ...headers, 'content-length': String(Math.max(2, bytes.length)) })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}

function encode(answer: EmulatorAnswer): { headers: Record<string, string>; bytes: Buffer } {
  if (answer.json !== undefined) {
    const headers = { 'content-type': 'application/json; charset=utf-8', ...answer.headers }
    return { headers, bytes: Buffer.from(JSON.stringify(answer.json)) }
  }
  return { headers: { ...answer.headers }, bytes: answer.bytes ?? Buffer.from(answer.text ?? '') }
}
