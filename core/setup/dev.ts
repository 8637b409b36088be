import { type ChildProcess, spawn } from 'node:child_process'

/** `npm run dev`: the core, restarted when a file changes, and the interface's development server, until Ctrl+C. */
const children: ChildProcess[] = [
  spawn(process.execPath, ['--watch', '--no-node-snapshot', 'core/main.ts'], { stdio: 'inherit' }),
  spawn('npm', ['run', 'dev', '--workspace=ui'], { stdio: 'inherit', shell: process.platform === 'win32' }),
]

for (const child of children) child.once('exit', (code) => stopAll(code ?? 0))
process.once('SIGINT', () => stopAll(0))
process.once('SIGTERM', () => stopAll(0))

function stopAll(code: number): void {
  process.exitCode = code
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM')
}
