import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ProcessorTimes } from './process-times.ts'
import { type Measure, medianOf } from './summary.ts'

/** One server to be measured, and how its rows are counted. */
export interface Subject {
  scenario: string
  port: number
  /** Called in turn. */
  paths: readonly string[]
  expectedStatus: number
  /** Rows stored so far, as `{what: count}`; each must grow by exactly the number of expected answers. */
  countRows(): Promise<Record<string, number>>
  /** Processor time so far of the server and what it works with. */
  processorTimes(): Promise<ProcessorTimes>
}

export interface Cell extends Measure {
  scenario: string
  connections: number
  /** Answers of the expected status, warm-up included, which the stored rows equalled. */
  answers: number
  runs: Measure[]
  /** Processor time of one answer, in µs, warm-up included. */
  processorUs: ProcessorTimes & { generator: number }
}

export interface Length {
  warmupSeconds: number
  runSeconds: number
  /** So many requests instead of so many seconds. */
  runRequests?: number
  runs: number
  /** Rows may be committed right after their answer; this is how long they may take. */
  settleMs: number
}

interface Counted extends Measure {
  expected: number
  others: Record<string, number>
  lastBody: string
}

/** A result that is not honest is none. */
export class BenchError extends Error {}

/** Measures one scenario at one concurrency. Throws BenchError when an answer was not the expected one or a row is missing or too much. */
export async function measure(subject: Subject, connections: number, length: Length): Promise<Cell> {
  const where = `${subject.scenario} at ${connections}`
  const before = await subject.countRows()
  const timesBefore = await subject.processorTimes()
  const { warmup, runs, processorUs } = await generate(subject, connections, length)
  const timesAfter = await subject.processorTimes()
  const all = [warmup, ...runs]
  for (const { others, lastBody } of all) {
    if (Object.keys(others).length > 0)
      throw new BenchError(`${where}: unexpected answers ${JSON.stringify(others)}, the last: ${lastBody.slice(0, 500)}`)
  }
  const answers = all.reduce((sum, run) => sum + run.expected, 0)
  await requireRows(subject, before, answers, { where, settleMs: length.settleMs })
  const perAnswer = (part: keyof ProcessorTimes) => Math.round((timesAfter[part] - timesBefore[part]) / answers)
  return {
    scenario: subject.scenario,
    connections,
    answers,
    ...medianOf(runs),
    runs: runs.map(({ expected, others, lastBody, ...measured }) => measured),
    processorUs: {
      server: perAnswer('server'),
      children: perAnswer('children'),
      postgres: perAnswer('postgres'),
      generator: Math.round(processorUs / answers),
    },
  }
}

async function requireRows(
  subject: Subject,
  before: Record<string, number>,
  answers: number,
  { where, settleMs }: { where: string; settleMs: number },
): Promise<void> {
  const deadline = performance.now() + settleMs
  for (;;) {
    const after = await subject.countRows()
    const wrong = Object.keys(after).filter((what) => (after[what] ?? 0) - (before[what] ?? 0) !== answers)
    if (wrong.length === 0) return
    if (performance.now() > deadline) {
      const grown = wrong.map((what) => `${what} grew by ${(after[what] ?? 0) - (before[what] ?? 0)}`)
      throw new BenchError(`${where}: ${answers} answers, but ${grown.join(', ')}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

let cells = 0

interface Generated {
  warmup: Counted
  runs: Counted[]
  processorUs: number
}

function generate(subject: Subject, connections: number, length: Length): Promise<Generated> {
  const script = fileURLToPath(new URL('./generator.ts', import.meta.url))
  const options = {
    port: subject.port,
    paths: subject.paths.join(','),
    status: subject.expectedStatus,
    connections,
    seconds: length.runSeconds,
    requests: length.runRequests ?? 0,
    runs: length.runs,
    warmup: length.warmupSeconds,
    key: `${process.pid}-${++cells}`,
  }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let complaint = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    child.stderr.on('data', (chunk) => {
      complaint += chunk
    })
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new BenchError(`${subject.scenario} at ${connections}: ${complaint}`)),
    )
  })
}
