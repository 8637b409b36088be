import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCli } from '../main.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

export interface Finished {
  code: number
  /** Standard output and standard error as a terminal shows them. */
  text: string
}

/** `npm run tomada -- <args>`, without npm: a process of its own, started in `folder`. */
export async function runTomada(folder: string, args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, ['--no-node-snapshot', path.join(ROOT, 'core', 'main.ts'), ...args], {
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const [code] = await once(child, 'close')
  return { code: Number(code), text: output.join('') }
}

/** The same in this process: for what a new one would add nothing to. */
export async function runHere(folder: string, args: readonly string[]): Promise<Finished> {
  const output: string[] = []
  const write = (text: string) => output.push(text)
  const code = await runCli(args, { folder, say: write, complain: write })
  return { code, text: output.join('') }
}
