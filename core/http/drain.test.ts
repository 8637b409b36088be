import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { drainOf } from './drain.ts'

async function serverThatAnswersAfter(ms: number) {
  const server = createServer((_request, response) => void sleep(ms).then(() => response.end('answered')))
  server.on('upgrade', (_request, socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
  )
  const drain = drainOf(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { server, drain, port }
}

async function secondsOf(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work
  return (performance.now() - startedAt) / 1000
}

test('a server that stops answers what it was asked and waits for nobody who asked nothing', async () => {
  const { server, drain, port } = await serverThatAnswersAfter(300)
  const spare = connect(port, '127.0.0.1')
  const deaf = connect(port, '127.0.0.1')
  deaf.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
  await Promise.all([once(spare, 'connect'), once(deaf, 'data')])
  const asked = fetch(`http://127.0.0.1:${port}/`)
  await once(server, 'request')
  const closed = once(server, 'close')
  expect(await secondsOf(Promise.all([drain(10_000), closed]))).toBeLessThan(3)
  expect(await (await asked).text()).toBe('answered')
  spare.destroy()
  deaf.destroy()
})

test('an answer that takes longer than the grace is cut', async () => {
  const { server, drain, port } = await serverThatAnswersAfter(5000)
  const asked = fetch(`http://127.0.0.1:${port}/`).catch((error: Error) => error)
  await once(server, 'request')
  expect(await secondsOf(drain(100))).toBeLessThan(3)
  expect(await asked).toBeInstanceOf(Error)
})
