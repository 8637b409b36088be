import { once } from 'node:events'
import { createServer } from 'node:http'
import { readText } from './read-text.ts'

/** The provider of the `http` scenario: answers each POST 5 ms after it has read it. */

const DELAY_MS = 5

const server = createServer((request, response) => {
  readText(request).then(
    (text) => {
      const answer = () =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ accepted: true, bytes: text.length }))
      if (request.method === 'POST') setTimeout(answer, DELAY_MS)
      else answer()
    },
    (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
  )
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
process.stdout.write(`ready ${typeof address === 'object' ? address?.port : ''}\n`)
