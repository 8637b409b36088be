import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { useWorkFolder } from '../cli/testing/work-folder.ts'
import { spawnEmulatorIn } from '../emulator/spawn.ts'
import { buildSdk } from './main.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)
const work = useWorkFolder()
const at = (...parts: string[]) => path.join(work().path, ...parts)

/** As npm installs it: a folder below node_modules, its dependencies beside it. */
beforeAll(async () => {
  await buildSdk(at('node_modules', '@tomada', 'sdk'))
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    await readFile(at('node_modules/@tomada/sdk/package.json'), 'utf8'),
  )
  for (const name of [...Object.keys(dependencies), '@types/node', 'undici-types']) {
    await mkdir(path.dirname(at('node_modules', name)), { recursive: true })
    await symlink(path.join(ROOT, 'node_modules', name), at('node_modules', name))
  }
}, 120_000)

test('the published package creates a connector whose emulator runs with it, far from this project', { timeout: 60_000 }, async () => {
  const cli = at('node_modules/@tomada/sdk/cli.js')
  const { stdout } = await run(process.execPath, [cli, 'create', 'loja', '--resource', 'orders'], { cwd: work().path })
  expect(stdout).toContain('a connector of')
  const emulator = await spawnEmulatorIn(at('loja'))
  const answer = await emulator.admin('GET', '/announcement')
  await emulator.stop()
  expect(answer).toMatchObject({ accounts: [{ id: '1' }] })
})

test('the other commands are given to the Tomada folder that is named', { timeout: 60_000 }, async () => {
  const cli = at('node_modules/@tomada/sdk/cli.js')
  await expect(run(process.execPath, [cli, 'check', 'loja'], { cwd: work().path })).rejects.toThrow('runs with a Tomada folder')
  const { stdout } = await run(process.execPath, [cli, 'check', 'loja', '--tomada', ROOT], { cwd: work().path })
  expect(stdout).toContain('all fine')
})

test('its types refuse a handler that is wrong, and take one that is right', { timeout: 60_000 }, async () => {
  const head =
    "import { defineAction } from '@tomada/sdk'\nimport { runEmulator } from '@tomada/sdk/emulator'\nexport const start = runEmulator\n"
  await writeFile(
    at('right.ts'),
    `${head}export default defineAction<{ id: string }, { ok: boolean }>(async ({ id }) => ({ ok: id !== '' }))\n`,
  )
  await writeFile(at('wrong.ts'), `${head}export default defineAction<{ id: string }, { ok: boolean }>(async ({ id }) => ({ ok: id }))\n`)
  await writeFile(at('package.json'), '{"type":"module"}')
  const tsc = (file: string) =>
    run(
      process.execPath,
      [
        path.join(ROOT, 'node_modules/typescript/bin/tsc'),
        '--noEmit',
        '--ignoreConfig',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'esnext',
        '--types',
        'node',
        file,
      ],
      {
        cwd: work().path,
      },
    )
  await expect(tsc('right.ts')).resolves.toBeDefined()
  await expect(tsc('wrong.ts')).rejects.toMatchObject({ stdout: expect.stringContaining("'string' is not assignable to type 'boolean'") })
})
