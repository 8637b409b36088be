import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { FullDiskReport } from './testing/full-disk-world.ts'

const WORLD = fileURLToPath(new URL('./testing/full-disk-world.ts', import.meta.url))
/** A small disk of our own takes a mount, which takes namespaces; some machines allow none. */
const mayMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

test('G13 a full disk: what comes is refused and nothing of it promised; with room again everything promised is done, once', () => {
  if (!mayMount) {
    process.stdout.write('This machine allows no mount in a user namespace: the full disk was not tested.\n')
    return
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'tomada-full-disk-'))
  const { stdout, stderr, status } = spawnSync('unshare', ['-Urm', process.execPath, WORLD, folder], { encoding: 'utf8', timeout: 150_000 })
  rmSync(folder, { recursive: true, force: true })
  expect(status, stderr).toBe(0)
  const report: FullDiskReport = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
  expect(report).toMatchObject({ before: 20, refused: 10, wrongRefusals: [], after: 10, doubled: 0 })
  // A refusal may still have been stored: nothing was promised then, and nothing is doubled. A promise is always kept.
  expect(Object.keys(report.standings)).toEqual(['succeeded'])
  expect(report.standings['succeeded']).toBeGreaterThanOrEqual(report.before + report.meanwhile + report.after)
  expect(report.created).toBe(report.standings['succeeded'])
}, 160_000)
