import http from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { type Fields, fieldsOf } from '../fields.ts'

export interface Received {
  body: Buffer
  fields: Fields
  headers: http.IncomingHttpHeaders
  /** Address the callback came from. */
  address: string
}

/** A product's callback address: keeps what arrives and answers as it is told. */
export interface CallbackListener {
  url: string
  received: Received[]
  /** What the next callbacks get: 200 at once unless said. */
  answerWith(answer: { status?: number; delayMs?: number }): void
  stop(): Promise<void>
}

export async function listenForCallbacks(): Promise<CallbackListener> {
  const received: Received[] = []
  let reply = { status: 200, delayMs: 0 }
  const server = http.createServer(async (message, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of message) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const { status, delayMs } = reply
    received.push({
      body,
      fields: fieldsOf(JSON.parse(body.toString('utf8'))),
      headers: message.headers,
      address: message.socket.remoteAddress ?? '',
    })
    if (delayMs > 0) await wait(delayMs)
    response.writeHead(status).end()
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the listener has no port')
  return {
    url: `http://127.0.0.1:${address.port}/callback`,
    received,
    answerWith(answer) {
      reply = { status: 200, delayMs: 0, ...answer }
    },
    async stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
