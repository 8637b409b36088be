import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import { readText } from '../../bench/read-text.ts'

/**
 * The provider of the durability test, and its memory: a process that nobody kills. Writes happen before they are answered, so
 * that a killed caller leaves an effect whose answer is lost. `GET /ledger` says what was done.
 */
export const WRITES = ['keyed', 'found', 'once'] as const
export type WriteKind = (typeof WRITES)[number]

export interface LedgerReport {
  /** How often each entry was written, by kind of action. */
  written: Record<WriteKind, Record<string, number>>
  /** Writes that are not answered yet. */
  underWay: number
  /** Writes whose caller was gone before the answer. */
  cut: number
}

const { values } = parseArgs({ options: { slow: { type: 'string', default: '20' } } })
const slowMs = Number(values.slow)

const written: Record<WriteKind, Map<string, number>> = { keyed: new Map(), found: new Map(), once: new Map() }
const ids = new Map<string, number>()
let underWay = 0
let cut = 0
/** While set, writes wait for their answer: whoever is killed now is killed with calls under way. */
let held: Promise<void> | null = null
let release: () => void = () => {}

const server = createServer((request, response) => {
  // Whoever asked is gone half-way, killed: what was written stays written.
  answer(request, response).catch(() => response.destroy())
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', 'http://ledger')
  const kind = WRITES.find((each) => url.pathname === `/${each}`)
  if (kind !== undefined && request.method === 'POST') return write(kind, request, response)
  if (url.pathname === '/found') return say(response, { id: ids.get(`found ${url.searchParams.get('entry')}`) ?? null })
  if (url.pathname === '/ping') return say(response, { id: 0 })
  if (url.pathname === '/hold') hold()
  if (url.pathname === '/release') release()
  return say(response, report(url.pathname === '/ledger'))
}

function hold(): void {
  held ??= new Promise((resolve) => {
    release = () => {
      held = null
      resolve()
    }
  })
}

async function write(kind: WriteKind, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { entry }: { entry: string } = JSON.parse(await readText(request))
  const key = kind === 'keyed' ? `keyed ${request.headers['idempotency-key']}` : `${kind} ${entry}`
  const known = ids.get(key)
  if (known === undefined || kind !== 'keyed') {
    written[kind].set(entry, (written[kind].get(entry) ?? 0) + 1)
    ids.set(key, known ?? ids.size + 1)
  }
  underWay++
  let isCut = false
  response.once('close', () => {
    isCut = !response.writableFinished
    underWay--
    if (isCut) cut++
  })
  if (held !== null) await held
  else if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve, Math.random() * slowMs))
  if (!response.destroyed) say(response, { id: ids.get(key) })
}

function report(isWhole: boolean): LedgerReport {
  const all = (kind: WriteKind) => (isWhole ? Object.fromEntries(written[kind]) : {})
  return { written: { keyed: all('keyed'), found: all('found'), once: all('once') }, underWay, cut }
}

function say(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

if (import.meta.main) {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (address !== null && typeof address === 'object') process.stdout.write(`ready ${address.port}\n`)
  })
}
