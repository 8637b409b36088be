import { createServer, type IncomingMessage } from 'node:http'
import type { Json } from '../../sdk/flow/definition.ts'

export interface ReceivedRequest {
  method: string
  /** Path with query, as it came. */
  path: string
  headers: Record<string, string>
  /** Parsed when the body is JSON, else text; null when there is none. */
  body: Json
}

export interface RecordedAnswer {
  status?: number
  headers?: Record<string, string>
  json?: Json
  text?: string
  /** Hangs up instead of answering: the request may have been carried out. */
  hangUp?: boolean
}

/** A provider on loopback that gives prepared answers and remembers what it was asked. */
export interface RecordedProvider {
  origin: string
  requests: ReceivedRequest[]
  /** Answers for the next requests, in order. A request without one gets 599 with its own path, so that it is noticed. */
  answers: RecordedAnswer[]
  close(): Promise<void>
}

export async function startRecordedProvider(): Promise<RecordedProvider> {
  const requests: ReceivedRequest[] = []
  const answers: RecordedAnswer[] = []
  const server = createServer(async (request, response) => {
    const received = await read(request)
    requests.push(received)
    const answer = answers.shift() ?? { status: 599, text: `no answer prepared for ${received.method} ${received.path}` }
    if (answer.hangUp === true) {
      request.socket.destroy()
      return
    }
    const isJson = answer.json !== undefined
    response.writeHead(answer.status ?? 200, { 'content-type': isJson ? 'application/json' : 'text/plain', ...answer.headers })
    response.end(isJson ? JSON.stringify(answer.json) : (answer.text ?? ''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the provider has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    answers,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function read(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  const isJson = (request.headers['content-type'] ?? '').includes('json')
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  return { method: request.method ?? '', path: request.url ?? '', headers, body: text === '' ? null : isJson ? JSON.parse(text) : text }
}
