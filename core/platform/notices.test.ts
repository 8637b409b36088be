import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { openNotices } from './notices.ts'

const database = useTestDatabase()

/** Stands between a client and the database, and can hang up on everybody who comes. */
async function door(url: string) {
  const target = new URL(url)
  const port = Number(target.port)
  let isOpen = true
  let arrivals = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    arrivals++
    socket.on('error', () => socket.destroy())
    if (!isOpen) return socket.destroy()
    sockets.add(socket)
    const onward = connect(port, target.hostname)
    onward.on('error', () => socket.destroy())
    socket.pipe(onward).pipe(socket)
    socket.on('close', () => onward.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  target.port = String(typeof address === 'object' && address !== null ? address.port : 0)
  onTestFinished(() => void server.close())
  return {
    url: target.href,
    arrivals: () => arrivals,
    shut() {
      isOpen = false
      for (const socket of sockets) socket.destroy()
    },
    open() {
      isOpen = true
    },
  }
}

test('while the database is away it is asked at an even pace, and heard again when it is back', async () => {
  const way = await door(database().url)
  const heard: string[] = []
  let troubles = 0
  const notices = await openNotices({
    url: way.url,
    channels: ['tomada_test_notices'],
    onNotice: (_channel, payload) => heard.push(payload),
    onTrouble: () => troubles++,
    againMs: 50,
  })
  onTestFinished(() => notices.close())
  way.shut()
  await sleep(1_500)
  const asked = way.arrivals()
  expect(asked).toBeGreaterThan(3)
  // Once in 50 ms at most; each failure that led to two more tries would be thousands by now.
  expect(asked).toBeLessThan(40)
  expect(troubles).toBeGreaterThan(3)
  expect(await notices.send('tomada_test_notices', 'lost')).toBe(false)
  way.open()
  await expect.poll(() => notices.send('tomada_test_notices', 'again')).toBe(true)
  await expect.poll(() => heard).toContain('again')
  expect(heard).not.toContain('lost')
})
