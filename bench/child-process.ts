import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process the bench started, and ends by itself. */
export interface OwnProcess {
  /** What the process printed after `ready `. */
  ready: string
  pid: number
  stop(): Promise<void>
}

export interface StartOptions {
  args?: string[]
  /** Of Node itself. */
  nodeFlags?: readonly string[]
  /** On top of this process's own environment. */
  env?: Record<string, string>
  /** File that takes everything it prints; else only the ready line is read. */
  log?: string
  timeoutMs?: number
}

/** Those that run, for whoever interrupts the bench. */
const running = new Set<ChildProcess>()

export async function stopAllProcesses(): Promise<void> {
  await Promise.all([...running].map(stopChild))
}

const PROJECT = fileURLToPath(new URL('../', import.meta.url))

/** Starts a script of the project with this very Node and waits for a line that `isReady` finds something in. */
export async function startProcess(script: string, isReady: RegExp, options: StartOptions = {}): Promise<OwnProcess> {
  const child = spawn(process.execPath, ['--no-node-snapshot', ...(options.nodeFlags ?? []), script, ...(options.args ?? [])], {
    cwd: PROJECT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const stop = () => stopChild(child)
  try {
    return { ready: await readyLine(child, script, isReady, options), pid: child.pid ?? 0, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function readyLine(child: ChildProcess, script: string, isReady: RegExp, options: StartOptions): Promise<string> {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('a bench process has pipes')
  if (options.log !== undefined) {
    const log = createWriteStream(options.log, { flags: 'a' })
    stdout.pipe(log, { end: false })
    stderr.pipe(log, { end: false })
  }
  let said = ''
  stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000)
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${script} was not ready in time\n${said}`)), options.timeoutMs ?? 60_000)
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}\n${said}`)))
    createInterface({ input: stdout }).on('line', (line) => {
      const found = isReady.exec(line)
      if (found === null) return
      clearTimeout(timer)
      resolve(found[1] ?? found[0])
    })
  })
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 35_000)
  await once(child, 'exit')
  clearTimeout(timer)
}
