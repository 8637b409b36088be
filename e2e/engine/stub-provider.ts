import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { Json } from '../../sdk/flow/definition.ts'

export interface SeenRequest {
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string | string[] | undefined>
  body: Json
}

/** What the stub answers. `hangUp`: it has seen the request and cuts the line. */
export type StubAnswer = { status?: number; headers?: Record<string, string>; body?: Json; delayMs?: number } | 'hangUp'

export interface StubProvider {
  origin: string
  /** Requests seen, oldest first, of this path. */
  seen(path: string): SeenRequest[]
  /** How a path is answered from now on; without it 200 with `{ id: <how many> }`. */
  answer(path: string, how: (request: SeenRequest, count: number) => StubAnswer): void
  close(): Promise<void>
}

/** A provider on loopback that remembers what it was asked. */
export async function startStub(): Promise<StubProvider> {
  const requests: SeenRequest[] = []
  const answers = new Map<string, (request: SeenRequest, count: number) => StubAnswer>()
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://stub')
      const text = Buffer.concat(chunks).toString()
      const request: SeenRequest = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: incoming.headers,
        body: text === '' ? null : parsed(text),
      }
      requests.push(request)
      const count = requests.filter((seen) => seen.path === url.pathname).length
      send(response, answers.get(url.pathname)?.(request, count) ?? { body: { id: count } })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    origin: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    seen: (path) => requests.filter((request) => request.path === path),
    answer: (path, how) => void answers.set(path, how),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function send(response: ServerResponse, answer: StubAnswer): void {
  if (answer === 'hangUp') {
    response.destroy()
    return
  }
  const { status = 200, headers = {}, body = null, delayMs = 0 } = answer
  setTimeout(() => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }, delayMs)
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text // A form or plain text.
  }
}
