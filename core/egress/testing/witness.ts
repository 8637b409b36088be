import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  method: string
  url: string
  headers: NodeJS.Dict<string | string[]>
  body: string
}

/** A real server on loopback that sees what reached it, connection by connection and request by request. */
export interface Witness {
  origin: string
  port: number
  requests: SeenRequest[]
  connections(): number
  /** What it answers from now on. */
  answer: (request: SeenRequest, response: ServerResponse) => void
  close(): Promise<void>
}

export async function openWitness(): Promise<Witness> {
  let connections = 0
  const server = createServer(async (request, response) => {
    const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: await bodyOf(request) }
    witness.requests.push(seen)
    witness.answer(seen, response)
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const witness: Witness = {
    origin: `http://127.0.0.1:${port}`,
    port,
    requests: [],
    connections: () => connections,
    answer: (_request, response) => response.setHeader('content-type', 'application/json').end('{"ok":true}'),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return witness
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
