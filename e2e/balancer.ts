import { connect, createServer, type Socket } from 'node:net'

/** One address for several servers, as in front of any installation with more than one core. */
export interface Balancer {
  baseUrl: string
  /** How many connections each of the ports was given. */
  given: ReadonlyMap<number, number>
  close(): Promise<void>
}

/** Gives every connection to the first of these ports that takes it, and passes bytes on as they are. */
export async function openBalancer(ports: readonly number[]): Promise<Balancer> {
  const given = new Map(ports.map((port) => [port, 0]))
  const open = new Set<Socket>()
  const server = createServer((client) => {
    open.add(client)
    client.once('close', () => open.delete(client))
    client.once('error', () => client.destroy())
    give(client, ports)
  })

  function give(client: Socket, [port, ...others]: readonly number[]): void {
    if (port === undefined) return void client.destroy()
    const behind = connect(port, '127.0.0.1')
    behind.once('error', () =>
      behind.connecting || behind.bytesRead + behind.bytesWritten === 0 ? give(client, others) : client.destroy(),
    )
    behind.once('connect', () => {
      given.set(port, (given.get(port) ?? 0) + 1)
      behind.once('close', () => client.destroy())
      client.once('close', () => behind.destroy())
      client.pipe(behind).pipe(client)
    })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    baseUrl: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    given,
    close() {
      for (const client of open) client.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
