import { expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { callHost, HOST_FUNCTION_NAMES } from './host-functions.ts'
import type { GuestHost, GuestHttpRequest } from './sandbox.types.ts'
import { NOW, noHost, OTHER_TENANT, runHandler, runPlugin, useSandbox } from './testing/guests.ts'

const sandbox = useSandbox({ cpuMs: 1000 })
/** For what is about size, not time: a busy machine may take long over 30 MB. */
const patient = useSandbox()

/** Answers every call with `json`, after `delayMs`. */
function hostAnswering(
  json: (request: GuestHttpRequest) => Json,
  delayMs = 0,
): GuestHost & { asked: GuestHttpRequest[]; lines: string[]; most: number } {
  const host = {
    asked: [] as GuestHttpRequest[],
    lines: [] as string[],
    most: 0,
    now: 0,
    http: async (request: GuestHttpRequest) => {
      host.asked.push(request)
      host.now++
      host.most = Math.max(host.most, host.now)
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      host.now--
      return { ok: true as const, status: 200, headers: { 'x-a': '1' }, json: json(request), text: 'raw' }
    },
    log: (level: string, text: string) => void host.lines.push(`${level} ${text}`),
  }
  return host
}

test('a handler gets its input, context and time, asks the host, and answers', async () => {
  const host = hostAnswering(({ url }) => ({ url }))
  const body = `
    ctx.log.warn('asking')
    const answer = await ctx.http({ method: 'POST', url: 'https://api.example/orders', headers: { accept: 'application/json' }, body: { json: { id: input.id } } })
    return { answer, now: ctx.now, date: Date.now(), account: ctx.accountId, extra: [typeof ctx.secrets] }`
  const result = await runHandler(sandbox(), body, { host, input: { id: 5 }, context: { accountId: 'acc' } })
  expect(result).toEqual({
    ok: true,
    output: {
      answer: { status: 200, ok: true, headers: { 'x-a': '1' }, json: { url: 'https://api.example/orders' }, text: 'raw' },
      now: NOW,
      date: NOW,
      account: 'acc',
      extra: ['undefined'],
    },
  })
  expect(host.asked).toEqual([
    { method: 'POST', url: 'https://api.example/orders', headers: { accept: 'application/json' }, body: { json: { id: 5 } } },
  ])
  expect(host.lines).toEqual(['warn asking'])
})

test('a handler may say of a call that it only reads', async () => {
  const host = hostAnswering(() => null)
  const call = (reads: string) =>
    runHandler(sandbox(), `await ctx.http({ method: 'POST', url: 'https://a.example/', reads: ${reads} })`, { host })
  expect([(await call('true')).ok, (await call('false')).ok, (await call('"yes"')).ok]).toEqual([true, true, false])
  expect(host.asked.map((request) => request.reads)).toEqual([true, undefined])
})

test('waiting for the host is not counted against the handler', async () => {
  const host = hostAnswering(() => null, 1200)
  expect(await runHandler(sandbox(), 'await ctx.http({ url: "https://a.example/" }); return 1', { host })).toEqual({ ok: true, output: 1 })
})

test('what a plugin throws on purpose tells the host what to do', async () => {
  const thrown = async (value: string) => runHandler(sandbox(), `throw Object.assign(new Error('no'), { tomadaError: ${value} })`)
  expect(await thrown(`{ kind: 'retryAfter', retryAfterMs: 2000 }`)).toEqual({
    ok: false,
    error: { code: 'rate_limited', message: 'no', errorClass: 'retryAfter', retryAfterMs: 2000 },
  })
  expect(await thrown(`{ kind: 'reauthorise' }`)).toMatchObject({ error: { code: 'reauthorise', errorClass: 'reauthorise' } })
  expect(await thrown(`{ kind: 'permanent', message: 'CPF inválido', provider: { status: 400, body: { a: 1 } } }`)).toEqual({
    ok: false,
    error: { code: 'provider', message: 'CPF inválido', errorClass: 'permanent', provider: { status: 400, body: { a: 1 } } },
  })
  expect(await thrown(`{ kind: 'retryAfter', retryAfterMs: -1, get extra() { return 1 } }`)).toEqual({
    ok: false,
    error: { code: 'rate_limited', message: 'no', errorClass: 'retryAfter' },
  })
  expect(await thrown('5')).toEqual({ ok: false, error: { code: 'handler', message: 'no' } })
  expect(await runHandler(sandbox(), 'null.x')).toMatchObject({
    ok: false,
    error: { code: 'handler', message: expect.stringMatching(/^TypeError: /) },
  })
})

test('a call the host refuses is thrown where the handler awaits it, and is told as it was when nobody catches it', async () => {
  expect(
    await runHandler(
      sandbox(),
      'try { await ctx.http({ url: "https://a.example/" }) } catch (error) { return [error.name, error.code, error.message] }',
    ),
  ).toEqual({
    ok: true,
    output: ['HostError', 'egress_refused', 'no calls here'],
  })
  expect(await runHandler(sandbox(), 'await ctx.http({ url: "https://a.example/" })')).toEqual({
    ok: false,
    error: { code: 'egress_refused', message: 'no calls here', errorClass: 'host' },
  })
})

test('eight calls at once and a hundred in all', async () => {
  const host = hostAnswering(() => 1, 5)
  const many = (count: number) =>
    `const done = await Promise.allSettled(Array.from({ length: ${count} }, async (_, i) => ctx.http({ url: 'https://a.example/' + i }))); return done.filter((one) => one.status === 'fulfilled').length`
  expect(await runHandler(sandbox(), many(40), { host })).toEqual({ ok: true, output: 40 })
  expect(host.most).toBe(8)
  expect(await runHandler(sandbox(), many(130), { host })).toEqual({ ok: true, output: 100 })
})

test('a cancelled step ends at once', async () => {
  const abort = new AbortController()
  const running = runHandler(sandbox(), 'await ctx.http({ url: "https://a.example/" })', {
    host: hostAnswering(() => 1, 5000),
    signal: abort.signal,
  })
  setTimeout(() => abort.abort(), 50)
  expect(await running).toMatchObject({ ok: false, error: { code: 'cancelled' } })
})

test('a plugin that does not load or lacks the export says so', async () => {
  expect(await runPlugin(sandbox(), 'throw new Error("top level")')).toMatchObject({
    ok: false,
    error: { code: 'internal', message: 'top level' },
  })
  expect(await runPlugin(sandbox(), 'globalThis.__plugin = {}')).toMatchObject({
    ok: false,
    error: { message: 'the plugin exports no function "main"' },
  })
  expect(await runPlugin(sandbox(), 'globalThis.__plugin = {}', { entry: 'toString' })).toMatchObject({ ok: false })
  expect(await runPlugin(sandbox(), 'for (;;) {}')).toMatchObject({ ok: false, error: { code: 'timeout' } })
  expect(await runPlugin(sandbox(), 'this is not code')).toMatchObject({ ok: false, error: { code: 'internal' } })
})

test('C02 a third-party plugin runs in a child that never holds our own flows', async () => {
  const before = sandbox().health().children
  const third = { plugin: { name: 'x', version: '1.0.0', trust: 'third-party' as const } }
  const script = 'globalThis.__plugin = { main: async () => 1 }'
  expect(await runPlugin(sandbox(), script, third)).toEqual({ ok: true, output: 1 })
  expect(await runPlugin(sandbox(), script, { ...third, tenantId: OTHER_TENANT })).toEqual({ ok: true, output: 1 })
  expect(sandbox().health().children).toBe(before + 1)
})

/** Arguments that a hostile guest can make. Each is JavaScript text. */
const ARGUMENTS = [
  'undefined',
  'null',
  '5',
  '"x"',
  '[]',
  '{}',
  '() => 1',
  'Symbol("x")',
  '10n',
  'new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 } })',
  '{ get url() { throw new Error("getter") } }',
  '{ get url() { return "https://a.example/" + Math.random() } }',
  '{ url: { toString: () => "https://a.example/" } }',
  '{ url: "https://a.example/", method: "get" }',
  '{ url: "https://a.example/", method: "CONNECT" }',
  '{ url: "https://a.example/", headers: { "x-a": "1\\r\\nhost: b" } }',
  '{ url: "https://a.example/", headers: { "bad name": "1" } }',
  '{ url: "https://a.example/", headers: { "x-a": 5 } }',
  '{ url: "https://a.example/", headers: [1] }',
  '{ url: "https://a.example/", headers: { "x-a": "y".repeat(20000) } }',
  '{ url: "https://a.example/" + "x".repeat(10000) }',
  '{ url: "https://a.example/", body: "x" }',
  '{ url: "https://a.example/", body: { json: 1, text: "x" } }',
  '{ url: "https://a.example/", body: { form: { a: {} } } }',
  '{ url: "https://a.example/", body: { __proto__: null, other: 1 } }',
  '{ url: "https://a.example/", tenantId: "x" }',
  '{ url: "https://a.example/", body: { json: "x".repeat(30 * 1024 * 1024) } }',
  '(() => { const a = {}; a.a = a; return a })()',
  '(() => { let a = []; for (let i = 0; i < 100000; i++) a = [a]; return { url: "https://a.example/", body: { json: a } } })()',
  '{ toJSON() { return { url: "https://a.example/", tenantId: 1 } } }',
  'new Map([["url", "https://a.example/"]])',
  'new Error("x")',
  '{ url: null }',
  'globalThis',
]

test('C07 no argument makes a host function throw, reject or act on what it did not check', async () => {
  expect(HOST_FUNCTION_NAMES).toEqual(['http'])
  const unhandled: unknown[] = []
  const note = (reason: unknown) => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  for (const argument of ARGUMENTS) {
    const host = hostAnswering(() => 1)
    const result = await runHandler(patient(), `try { await ctx.http(${argument}); return 'sent' } catch (error) { return 'refused' }`, {
      host,
    })
    expect([argument, result.ok]).toEqual([argument, true])
    for (const request of host.asked)
      expect(request).toMatchObject({ method: 'GET', url: expect.stringMatching(/^https:\/\/a\.example\/[\d.]*$/), headers: {} })
  }
  await new Promise((resolve) => setTimeout(resolve, 20))
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

test('C07 a host function that fails inside tells the guest nothing of the host', async () => {
  const host: GuestHost = { ...noHost, http: () => Promise.reject(new Error(`ENOENT ${import.meta.filename}`)) }
  expect(await callHost('http', { url: 'https://a.example/' }, host)).toMatchObject({
    ok: false,
    error: { code: 'internal', message: 'the host could not do this' },
  })
  const result = await runHandler(
    sandbox(),
    'try { await ctx.http({ url: "https://a.example/" }) } catch (error) { return [error.message, error.stack, JSON.stringify(error)].join() }',
    { host },
  )
  expect(result.ok ? String(result.output) : '').not.toMatch(/ENOENT|core\/sandbox|node_modules|node:/)
  expect(await callHost('toString', null, host)).toMatchObject({ ok: false })
})

test('C02 a context that was made ahead is as fresh as any: what a call left behind is not there', async () => {
  const body = `
    const before = [globalThis.left, Array.prototype.left, Object.keys(globalThis).includes('left')]
    globalThis.left = 1
    Array.prototype.left = 1
    return before.map((one) => one ?? null)`
  for (let call = 0; call < 4; call++) {
    expect(await runHandler(sandbox(), body)).toEqual({ ok: true, output: [null, null, false] })
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
})

test('C06 a handler that says Temporal sees the time of the run there; one that does not has no way to it', async () => {
  const named = 'return [Temporal.Now.instant().epochMilliseconds, new Date(5).toTemporalInstant().epochMilliseconds]'
  expect(await runHandler(sandbox(), named)).toEqual({ ok: true, output: [NOW, 5] })
  const built = `const name = ['Tempo', 'ral'].join('')
    return [name in globalThis, Reflect.ownKeys(Date.prototype).filter((key) => String(key).includes('empor')), Date.now()]`
  expect(await runHandler(sandbox(), built)).toEqual({ ok: true, output: [false, [], NOW] })
})
