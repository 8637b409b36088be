import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { FlowDefinition } from '@tomada/sdk/flow'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configureClient } from './client.ts'
import { changeFlow, deleteFlow, evaluateTemplate, readFlow, saveDraft } from './flows.ts'
import { client } from './generated/client.gen.ts'
import { signIn } from './identity.ts'
import { decideStep, listRuns } from './runs.ts'

interface Call {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

const calls: Call[] = []
let answer: (response: ServerResponse) => void = () => {}
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  calls.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
  answer(response)
})
let ended = 0

function says(status: number, type: string, body: string): void {
  answer = (response) => response.writeHead(status, { 'content-type': type }).end(body)
}

function refuses(status: number, code: string): void {
  const problem = { type: 'about:blank', title: 'Não deu', status, code, instance: 'req_1', errors: [{ field: '/name', reason: 'falta' }] }
  says(status, 'application/problem+json', JSON.stringify(problem))
}

const flow: FlowDefinition = { trigger: { kind: 'manual' }, steps: {}, edges: {}, settings: {}, layout: {} }

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  client.setConfig({ baseUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` })
  configureClient({ locale: 'en', onUnauthenticated: () => void ended++ })
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  calls.length = 0
  ended = 0
})

describe('a call of the API', () => {
  test('asks in the reader’s language, with what is set of the filter and nothing else', async () => {
    says(200, 'application/json', '{"items":[],"nextCursor":null}')
    expect(await listRuns({ status: 'failed', flowId: undefined, limit: 8 })).toEqual({ items: [], nextCursor: null })
    expect(calls[0]).toMatchObject({ method: 'GET', url: '/api/runs?status=failed&limit=8' })
    expect(calls[0]?.headers).toMatchObject({ accept: 'application/json', 'accept-language': 'en' })
    expect(calls[0]?.headers['content-type']).toBeUndefined()
  })

  test('saves a draft only over the revision that was read', async () => {
    says(200, 'application/json', '{"revision":8,"problems":[]}')
    expect(await saveDraft('flow_1', 7, flow)).toEqual({ revision: 8, problems: [] })
    expect(calls[0]).toMatchObject({ method: 'PUT', url: '/api/flows/flow_1/draft' })
    expect(calls[0]?.headers).toMatchObject({ 'if-match': '7', 'content-type': 'application/json' })
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ definition: flow })
  })

  test('escapes what stands in the address, and takes 204 for done', async () => {
    says(204, 'application/json', '')
    await decideStep('run_1', 'sLoop[3]/sIn', { decision: 'check' })
    await deleteFlow('../members')
    expect(calls.map((call) => call.url)).toEqual(['/api/runs/run_1/steps/sLoop%5B3%5D%2FsIn/decide', '/api/flows/..%2Fmembers'])
  })
})

describe('a call that fails', () => {
  test('throws what the problem document says, field by field', async () => {
    refuses(422, 'invalid')
    await expect(changeFlow('flow_1', { name: '' })).rejects.toMatchObject({
      name: 'ApiError',
      status: 422,
      code: 'invalid',
      offline: false,
      message: 'Não deu',
      problem: { instance: 'req_1' },
      fieldErrors: [{ field: '/name', reason: 'falta' }],
    })
  })

  test('throws the status alone when a proxy answers with a page, whatever the status', async () => {
    says(502, 'text/html', '<h1>Bad gateway</h1>')
    await expect(readFlow('flow_1')).rejects.toMatchObject({ name: 'ApiError', status: 502, code: 'unknown', offline: false })
    says(503, 'text/plain', '')
    await expect(readFlow('flow_1')).rejects.toMatchObject({ name: 'ApiError', status: 503, code: 'unknown' })
    says(200, 'text/html', '<h1>Sign in to this network</h1>')
    await expect(readFlow('flow_1')).rejects.toMatchObject({ name: 'ApiError', status: 200, code: 'unknown', offline: false })
  })

  test('ends the session at 401, but not for a wrong password', async () => {
    refuses(401, 'wrong_credentials')
    await expect(signIn({ email: 'a@b.c', password: 'x' })).rejects.toMatchObject({ status: 401 })
    expect(ended).toBe(0)
    refuses(401, 'unauthenticated')
    await expect(readFlow('flow_1')).rejects.toMatchObject({ status: 401 })
    expect(ended).toBe(1)
  })

  test('is offline when no answer comes and when it breaks off', async () => {
    answer = (response) => response.destroy()
    await expect(readFlow('flow_1')).rejects.toMatchObject({ name: 'ApiError', status: 0, code: 'offline', offline: true })
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{"id":', () => response.destroy())
    }
    await expect(readFlow('flow_1')).rejects.toMatchObject({ name: 'ApiError', status: 0, code: 'offline', offline: true })
  })

  test('stays the page’s own abort', async () => {
    const stop = new AbortController()
    answer = () => stop.abort()
    await expect(evaluateTemplate('flow_1', { stepId: 's1', template: '{{ 1 }}' }, stop.signal)).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})

test('no address of the API is written by hand: the generated client has them all', () => {
  const root = new URL('../', import.meta.url)
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(ts|svelte)$/.test(name) && !/\.test\.ts$|^api\/generated\/|^paraglide\//.test(name))
  const source = (name: string) => readFileSync(new URL(name, root), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  expect(sources).toContain('api/flows.ts')
  const byHand = sources.filter((name) => /['"`]\/?api\/|\bfetch\(/.test(source(name)))
  // What a program is told to ask for, a link that the browser downloads by itself, and the question of a supervisor, which is no part of
  // the API.
  expect(byHand.sort()).toEqual(['api/curl.ts', 'api/exports.ts', 'api/system.ts', 'api/table-imports.ts'])
  const callers = sources.filter((name) => source(name).includes('/generated/sdk.gen.ts'))
  expect(callers.filter((name) => !source(name).includes("import './client.ts'"))).toEqual([])
})
