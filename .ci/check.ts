import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** `npm run check`: everything that can be judged without running the product. Says what failed, in full, and goes on to the next. */

interface Check {
  name: string
  command: string
  args: string[]
  /** Left out, and said so, while this file does not exist. */
  needs?: string
}

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const node = process.execPath

const CHECKS: readonly Check[] = [
  { name: 'types', command: 'tsc', args: ['--noEmit', '--project', '.'] },
  { name: 'interface', command: 'npm', args: ['run', 'check', '--workspace=ui', '--silent'] },
  { name: 'lint and format', command: 'biome', args: ['ci', '--error-on-warnings', '--colors=off'] },
  { name: 'generated files', command: node, args: ['core/gen/main.ts', '--check'] },
  { name: 'connectors', command: node, args: ['core/registry/check-plugins.ts'], needs: 'core/registry/check-plugins.ts' },
  { name: 'imports and places', command: node, args: ['.ci/rules/main.ts'] },
  { name: 'requirements', command: node, args: ['.ci/requirements/main.ts', 'check'] },
  { name: 'unused files and dependencies', command: 'knip', args: ['--no-progress', '--no-config-hints'] },
]

async function main(): Promise<void> {
  const failed: string[] = []
  for (const check of CHECKS) {
    if (check.needs !== undefined && !existsSync(`${ROOT}${check.needs}`)) {
      failed.push(check.name)
      process.stdout.write(`FAILED  ${check.name}: there is no ${check.needs}\n`)
      continue
    }
    const { code, output } = await run(check)
    process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'}  ${check.name}\n`)
    if (code === 0) continue
    failed.push(check.name)
    process.stdout.write(`${output.trimEnd()}\n`)
  }
  process.stdout.write(
    failed.length === 0
      ? `All ${CHECKS.length} checks passed.\n`
      : `${failed.length} of ${CHECKS.length} checks failed: ${failed.join(', ')}.\n`,
  )
  process.exitCode = failed.length === 0 ? 0 : 1
}

function run({ command, args }: Check): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

await main()
