import { spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import path from 'node:path'

/**
 * Runs tests on a machine without a network: in a network namespace of their own (Linux, util-linux and iproute2), in which there is
 * loopback and nothing else, for the tests and for every process that they start. Without arguments: the two connectors that the
 * platform is proven by, and the product with one of them. Exit code of the tests.
 */

const ROOT = path.resolve(import.meta.dirname, '../..')
const PROVEN_BY = ['plugins/mercado-livre', 'plugins/bling', 'e2e/sync', 'e2e/order-once.test.ts']
const INSIDE = '--inside'

const args = process.argv.slice(2)
process.exitCode = args[0] === INSIDE ? inside(args.slice(1)) : outside(args)

function outside(files: readonly string[]): number {
  // Root makes a namespace as it is (PostgreSQL changes its user); anybody else in a user namespace of their own.
  const whose = process.getuid?.() === 0 ? [] : ['--map-current-user', '--keep-caps']
  const again = [process.execPath, import.meta.filename, INSIDE, ...(files.length === 0 ? PROVEN_BY : files)]
  const { status, error } = spawnSync('unshare', [...whose, '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...again], {
    cwd: ROOT,
    stdio: 'inherit',
  })
  if (error !== undefined) throw error
  return status ?? 1
}

function inside(files: readonly string[]): number {
  const names = Object.keys(networkInterfaces())
  if (names.join() !== 'lo') throw new Error(`there is more than loopback: ${names.join(', ') || 'not even that'}`)
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs')
  return spawnSync(process.execPath, [vitest, 'run', ...files], { cwd: ROOT, stdio: 'inherit' }).status ?? 1
}
