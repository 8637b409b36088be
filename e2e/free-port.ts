import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below what Linux gives to sockets that ask for any port: so no server of another test takes it before the product does. */
const FIRST = 20_000
const LAST = 30_000
const TRIES = 50

/** A port on 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, LAST)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
