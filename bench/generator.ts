import { connect, type Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { BODY } from './payload.ts'
import { summarise } from './summary.ts'

/**
 * The load generator: a process of its own, raw keep-alive sockets, one request at a time on each. Every request carries a
 * dedupe key that was never used before. A run ends by not sending any more and waiting for what is under way, so that
 * every answer is counted; only answers before the deadline count as throughput. `--requests` instead of `--seconds` sends so many.
 */

interface Tally {
  latenciesMs: number[]
  /** Answers with the expected status, late ones included. */
  expected: number
  /** Any other answer, by status. */
  others: Record<string, number>
  /** Of the last answer, for the caller to look at. */
  lastBody: string
}

interface Target {
  port: number
  /** Called in turn. */
  paths: readonly string[]
  expectedStatus: number
}

/** When to stop sending, whichever comes first. */
interface Until {
  deadline: number
  requests: number
}

const END_OF_HEAD = '\r\n\r\n'
let keys = 0

/** One connection's loop until the end. Resolves after its last answer. */
function drive(target: Target, keyPrefix: string, until: Until, tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: target.port, host: '127.0.0.1', noDelay: true })
    let sentAt = 0
    let pending = ''
    const send = () => {
      if (performance.now() >= until.deadline || until.requests-- <= 0) {
        socket.end()
        resolve()
        return
      }
      sentAt = performance.now()
      socket.write(requestText(target, `${keyPrefix}-${++keys}`))
    }
    socket.setEncoding('latin1')
    socket.once('connect', send)
    socket.once('error', reject)
    socket.once('close', () => resolve())
    socket.on('data', (chunk) => {
      pending += chunk
      const answer = readAnswer(pending)
      if (answer === null) return
      pending = ''
      const now = performance.now()
      count(tally, target, answer, now < until.deadline ? now - sentAt : null)
      if (answer.closes) return failClosed(socket, reject)
      send()
    })
  })
}

function failClosed(socket: Socket, reject: (error: Error) => void): void {
  socket.destroy()
  reject(new Error('the server closed a keep-alive connection'))
}

function requestText(target: Target, key: string): string {
  const path = target.paths[keys % target.paths.length]
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nContent-Type: application/json\r\nX-Bench-Key: ${key}\r\nContent-Length: ${BODY_BYTES}\r\n\r\n${BODY}`
}

const BODY_BYTES = Buffer.byteLength(BODY)

interface Answer {
  status: number
  body: string
  closes: boolean
}

/** A whole answer, or null while bytes are missing. One request is under way at a time, so nothing follows it. */
function readAnswer(text: string): Answer | null {
  const headEnd = text.indexOf(END_OF_HEAD)
  if (headEnd < 0) return null
  const head = text.slice(0, headEnd).toLowerCase()
  const body = text.slice(headEnd + END_OF_HEAD.length)
  const length = /\r\ncontent-length: (\d+)/.exec(head)
  const isWhole = length === null ? !head.includes('chunked') || body.endsWith('0\r\n\r\n') : body.length >= Number(length[1])
  return isWhole ? { status: Number(text.slice(9, 12)), body, closes: head.includes('\r\nconnection: close') } : null
}

function count(tally: Tally, target: Target, answer: Answer, latencyMs: number | null): void {
  tally.lastBody = answer.body
  if (answer.status !== target.expectedStatus) {
    tally.others[answer.status] = (tally.others[answer.status] ?? 0) + 1
    return
  }
  tally.expected++
  if (latencyMs !== null) tally.latenciesMs.push(latencyMs)
}

async function run(target: Target, connections: number, length: { seconds: number; requests: number }, keyPrefix: string) {
  const tally: Tally = { latenciesMs: [], expected: 0, others: {}, lastBody: '' }
  const startedAt = performance.now()
  const isCounted = length.requests > 0
  const until = isCounted
    ? { deadline: Number.POSITIVE_INFINITY, requests: length.requests }
    : { deadline: startedAt + length.seconds * 1000, requests: Number.POSITIVE_INFINITY }
  await Promise.all(Array.from({ length: connections }, (_, index) => drive(target, `${keyPrefix}-${index}`, until, tally)))
  const { expected, others, lastBody } = tally
  return {
    ...summarise(tally.latenciesMs, isCounted ? (performance.now() - startedAt) / 1000 : length.seconds),
    expected,
    others,
    lastBody,
  }
}

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    paths: { type: 'string', default: '/' },
    status: { type: 'string', default: '200' },
    connections: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '1' },
    requests: { type: 'string', default: '0' },
    runs: { type: 'string', default: '1' },
    warmup: { type: 'string', default: '1' },
    key: { type: 'string', default: 'k' },
  },
})
const target = { port: Number(values.port), paths: values.paths.split(','), expectedStatus: Number(values.status) }
const connections = Number(values.connections)
const warmup = await run(target, connections, { seconds: Number(values.warmup), requests: 0 }, `${values.key}-w`)
const runs = []
for (let i = 0; i < Number(values.runs); i++) {
  const length = { seconds: Number(values.seconds), requests: Number(values.requests) }
  runs.push(await run(target, connections, length, `${values.key}-${i}`))
}
const { user, system } = process.cpuUsage()
process.stdout.write(`${JSON.stringify({ warmup, runs, processorUs: user + system })}\n`)
