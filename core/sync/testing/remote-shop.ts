import { createServer } from 'node:http'
import type { ResourceOperations } from '../../resources/operations/operations.types.ts'
import type { FakeShop } from './fake-shop.ts'

/** A provider that outlives the workers which ask it: what it was asked stands in `shop.calls`, whoever dies. */
export async function serveShop(shop: FakeShop): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const asked = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const answer = request.url === '/read' ? await shop.read(asked) : await shop.listPage(asked)
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the shop has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function remoteShop(origin: string): ResourceOperations {
  const ask = async (address: string, request: object) => {
    const { signal: _signal, ...asked } = { signal: undefined, ...request }
    const answer = await fetch(origin + address, { method: 'POST', body: JSON.stringify(asked) })
    return JSON.parse(await answer.text())
  }
  return { listPage: (request) => ask('/listPage', request), read: (request) => ask('/read', request) }
}
