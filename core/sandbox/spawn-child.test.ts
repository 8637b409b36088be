import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { buildGuestScripts } from './guest-scripts.ts'
import { ProgressFile } from './progress-file.ts'
import { spawnChild } from './spawn-child.ts'

/** Runs in the child's own realm, beside the isolates: what an escaped guest would find. */
const PROBE = `
const ivm = require(ADDON)
const tries = {
  readFile: () => require('fs').readFileSync('/etc/passwd'),
  readOwnSource: () => require('fs').readFileSync(${JSON.stringify(import.meta.filename)}),
  writeFile: () => require('fs').writeFileSync('/tmp/tomada-probe', 'x'),
  listFolder: () => require('fs').readdirSync('/'),
  spawn: () => require('child_process').spawnSync('true'),
  worker: () => new (require('worker_threads').Worker)('1', { eval: true }),
  connect: () => once(require('net').connect(9, '127.0.0.1'), 'connect'),
  unixSocket: () => once(require('net').connect('/tmp/none.sock'), 'connect'),
  listen: () => once(require('net').createServer().listen(0), 'listening'),
  udp: () => once(require('dgram').createSocket('udp4').bind(0), 'listening'),
  dns: () => require('dns').promises.lookup('localhost'),
  resolve: () => new (require('dns').promises.Resolver)().resolve4('example.com'),
  fetch: () => fetch('http://127.0.0.1:4999/').catch((error) => { throw error.cause ?? error }),
  inspector: () => require('inspector').open(0),
  wasi: () => new (require('wasi').WASI)({ version: 'preview1', preopens: { '/': '/' } }),
  secondAddon: () => process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6'),
}
const once = (emitter, name) => require('events').once(emitter, name)
;(async () => {
  const answers = { env: process.env, argv: process.argv.length, guest: new ivm.Isolate().createContextSync().evalSync('40 + 2') }
  for (const [name, attempt] of Object.entries(tries)) {
    try { answers[name] = 'allowed: ' + String(await attempt()).slice(0, 60) } catch (error) { answers[name] = error.code ?? error.message }
  }
  process.stdout.write(JSON.stringify(answers), () => process.exit(0))
})()
process.on('uncaughtException', () => {})
`

test('C01 the process that holds isolates reaches no files, processes, workers, sockets or variables', async () => {
  const { addon } = await buildGuestScripts()
  const progress = new ProgressFile()
  const child = spawnChild({ addon, child: PROBE.replace('ADDON', JSON.stringify(`${addon.isolatedVm}/isolated-vm.js`)) }, progress.fd)
  const ended = once(child, 'exit')
  const said = child.stdout === null ? '' : await text(child.stdout)
  await ended
  progress.close()
  const { env, argv, guest, secondAddon, wasi, inspector, ...denied } = JSON.parse(said)
  expect(env).toEqual({ TZ: 'UTC' })
  expect({ argv, guest }).toEqual({ argv: 1, guest: 42 })
  for (const [name, answer] of Object.entries(denied)) expect([name, answer]).toEqual([name, 'ERR_ACCESS_DENIED'])
  for (const answer of [inspector, wasi]) expect(answer).not.toMatch(/^allowed/)
  expect(secondAddon).not.toMatch(/^allowed/)
})

test('C01 the core itself loads no isolate', async () => {
  await import('./pool.ts')
  const loaded = process.report === undefined ? [] : Object(process.report.getReport())['sharedObjects']
  expect(Array.isArray(loaded) ? loaded.filter((file: string) => file.includes('isolated')) : []).toEqual([])
})
