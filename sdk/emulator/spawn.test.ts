import { spawn } from 'node:child_process'
import { once } from 'node:events'
import readline from 'node:readline'
import { afterEach, expect, test, vi } from 'vitest'
import { fieldsOf, listOf, textOf } from './fields.ts'
import { type SpawnedEmulator, type SpawnOptions, spawnEmulator } from './spawn.ts'

const STARTER = `
  const { spawnEmulator } = await import(${JSON.stringify(new URL('spawn.ts', import.meta.url).href)})
  console.log((await spawnEmulator('bling')).adminUrl)
  setInterval(() => {}, 1000)
`

let running: SpawnedEmulator | undefined
afterEach(() => running?.stop())

const start = async (name: string, options?: SpawnOptions) => {
  running = await spawnEmulator(name, options)
  return running
}

test.each([
  ['mercado-livre', ['https://api.mercadolibre.com', 'https://auth.mercadolivre.com.br']],
  ['bling', ['https://api.bling.com.br', 'https://www.bling.com.br', 'https://bling.com.br']],
])('the %s emulator is a process that prints one line with its addresses, application and accounts', async (name, origins) => {
  const emulator = await start(name, { seed: 'a', redirectUri: 'http://127.0.0.1:4000/oauth/callback', autoApprove: true })
  expect(Object.keys(emulator.endpoints)).toEqual(origins)
  expect(new Set(Object.values(emulator.endpoints))).toEqual(new Set([emulator.url]))
  expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(emulator.line['pid']).toBe(emulator.pid)
  expect(emulator.clientId).not.toBe('')
  expect(emulator.clientSecret.length).toBeGreaterThanOrEqual(32)
  expect(listOf(emulator.line['accounts']).length).toBeGreaterThanOrEqual(2)
})

test('the same seed gives the same application and accounts, another seed gives others', async () => {
  const lines = []
  for (const seed of ['a', 'a', 'b']) {
    const emulator = await start('mercado-livre', { seed })
    lines.push(JSON.stringify([emulator.line['app'], emulator.line['accounts']]))
    await emulator.stop()
  }
  expect(lines[0]).toBe(lines[1])
  expect(lines[0]).not.toBe(lines[2])
})

test('an emulator stops on SIGTERM with exit code 0', async () => {
  const emulator = await start('bling')
  process.kill(emulator.pid, 'SIGTERM')
  await emulator.stop()
  await expect(fetch(emulator.adminUrl)).rejects.toThrow()
})

test('an emulator started again with the same seed never repeats an order number', async () => {
  const orders = []
  for (let i = 0; i < 2; i++) {
    const emulator = await start('mercado-livre', { seed: 'a' })
    orders.push(textOf(fieldsOf(await emulator.admin('POST', '/scenario/sell', {}))['orderId']))
    await emulator.stop()
  }
  expect(orders[0]).not.toBe(orders[1])
})

test('an emulator ends when whoever started it was killed', async () => {
  const starter = spawn(process.execPath, ['--input-type=module', '-e', STARTER], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(readline.createInterface({ input: starter.stdout }), 'line')
  const adminUrl = String(line)
  expect((await fetch(adminUrl)).status).toBe(200)
  starter.kill('SIGKILL')
  await vi.waitFor(() => expect(fetch(adminUrl)).rejects.toThrow(), { timeout: 5_000 })
})
