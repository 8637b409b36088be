import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

/** A process as tests start them, told to reach something outside; what it printed, and what the run would have been told of it. */
function outside(code: string): { printed: string; told: string[] } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tomada-loopback-'))
  const log = path.join(folder, 'log')
  const guard = path.join(import.meta.dirname, 'loopback-only.ts')
  const env = { PATH: process.env['PATH'], NODE_OPTIONS: `--import=${guard}`, LOOPBACK_ONLY_LOG: log }
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { env, encoding: 'utf8' })
  try {
    return { printed: stdout + stderr, told: readFileSync(log, 'utf8').trim().split('\n') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('every process of a test run reaches loopback and nothing else, and the run is told of what it tried', () => {
  const { printed, told } = outside(`
    import { lookup } from 'node:dns/promises'
    import net from 'node:net'
    import tls from 'node:tls'
    const failure = (work) => work().then(() => 'reached', (error) => error.cause?.code ?? error.code)
    const open = (socket) => new Promise((resolve, reject) => socket.on('connect', resolve).on('error', reject))
    console.log([
      await failure(() => lookup('api.mercadolibre.com')),
      await failure(() => fetch('https://api.bling.com.br/')),
      await failure(() => fetch('http://192.0.2.1/')),
      await failure(() => open(net.connect(443, '2001:db8::1'))),
      await failure(() => open(tls.connect({ host: '198.51.100.7', port: 443 }))),
    ].join())
  `)
  expect(printed.trim()).toBe('ENOTFOUND,ENOTFOUND,ENETUNREACH,ENETUNREACH,ENETUNREACH')
  expect(told.map((line) => line.split(' ')[0])).toEqual([
    'api.mercadolibre.com',
    'api.bling.com.br',
    '192.0.2.1',
    '2001:db8::1',
    '198.51.100.7',
  ])
})

test('this process is one of them, and loopback is reached', async () => {
  expect(process.execArgv.concat(process.env['NODE_OPTIONS'] ?? '').join(' ')).toContain('loopback-only.ts')
  const server = createServer((socket) => socket.end('here'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { connect } = await import('node:net')
  const heard = await new Promise<string>((resolve, reject) => {
    connect(port, 'localhost')
      .on('data', (chunk) => resolve(String(chunk)))
      .on('error', reject)
  })
  expect(heard).toBe('here')
  await new Promise((resolve) => server.close(resolve))
})
