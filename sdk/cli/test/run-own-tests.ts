import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { TestResult } from './test-result.types.ts'

/** The connector's own `*.test.ts` by Node's test runner. Those of another runner are named, not run. */
export async function runOwnTests(folder: string, resolveSdk: string, tell: (result: TestResult) => void): Promise<void> {
  for (const file of await testFiles(folder)) {
    const text = await readFile(path.join(folder, file), 'utf8')
    if (/from ['"]node:test['"]/.test(text)) tell({ group: 'files', name: file, wrong: await runFile(folder, file, resolveSdk) })
    else tell({ group: 'files', name: file, wrong: [], skipped: 'is not of node:test: run it with its own runner' })
  }
}

async function testFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) => !file.startsWith('node_modules/'))
    .sort()
}

async function runFile(folder: string, file: string, resolveSdk: string): Promise<string[]> {
  const args = ['--no-node-snapshot', '--import', resolveSdk, '--test', '--test-reporter=tap', file]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const [code] = await once(child, 'close')
  return code === 0 ? [] : failuresIn(output.join(''))
}

/** Names of the tests that failed and what they said; else all of it. */
function failuresIn(tap: string): string[] {
  const lines = tap.split('\n')
  const failed = lines.flatMap((line, index) => {
    const name = /^\s*not ok \d+ - (.*)$/.exec(line)?.[1]
    if (name === undefined) return []
    const error = lines.slice(index, index + 20).find((one) => /^\s*error:/.test(one))
    return [error === undefined ? name : `${name}: ${error.replace(/^\s*error:\s*/, '')}`]
  })
  return failed.length > 0 ? failed : lines.slice(-20)
}
