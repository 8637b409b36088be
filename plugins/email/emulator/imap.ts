import net from 'node:net'
import type { World } from '@tomada/sdk/emulator'
import { ImapSession } from './imap-session.ts'
import type { Mechanism } from './sasl.ts'

/**
 * A small real IMAP4rev1 server (RFC 3501) without TLS: what a client needs to sign in and to read one mailbox. `mechanisms`: ways to
 * sign in that it offers, as `AUTH=` names them.
 */
export async function openImap(world: () => World, mechanisms: readonly Mechanism[]): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that hangs up in the middle is a thing of every day.
    socket.on('error', () => socket.destroy())
    if (
      world()
        .faults.takeForRequest('IMAP', '/connect')
        .some((fault) => fault.kind === 'dropBefore')
    ) {
      socket.destroy()
      return
    }
    const session = new ImapSession(world, mechanisms, (bytes) => socket.write(bytes))
    let rest = ''
    let served = Promise.resolve()
    const serve = async (line: string) => {
      if (!socket.destroyed && (await session.take(line)) === 'end') socket.end()
    }
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) served = served.then(() => serve(line))
    })
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the IMAP server has no port')
  return {
    port: address.port,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => server.close(() => done()))
    },
  }
}
