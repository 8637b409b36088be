import { once } from 'node:events'
import { createServer } from 'node:http'
import Koa from 'koa'
import { newId } from '../core/platform/ids.ts'
import { openRunWrites } from '../core/runs/run-writes.store.ts'
import { readText } from './read-text.ts'

/**
 * What `accept` cannot be faster than: the bare server of `limit`, but the rows are those that the product promises for a delivery (its key, the
 * delivery itself, its run with the journal), in its tables, behind its policies, by its own statement and group commit. No flow is
 * looked up, nothing is verified, no step runs.
 */
const [url = '', tenantId = '', flowId = ''] = process.argv.slice(2)
const WEEK_SECONDS = 604_800
const HEADERS = JSON.stringify({ host: '127.0.0.1', 'content-type': 'application/json', 'content-length': '300' })

const writes = openRunWrites(url, { send: () => Promise.reject(new Error('no job is part of this')) })

async function store(key: string, body: string, answer: unknown): Promise<void> {
  const now = Date.now()
  const [deliveryId, runId] = [newId('dlv', now), newId('run', now)]
  const source = `flow:${flowId}`
  const output = { path: 's01respond', status: 'done', output: answer }
  const entries = [
    { kind: 'visit', at: now, seed: 1, durationMs: 0, steps: [output] },
    { kind: 'end', at: now, status: 'succeeded' },
  ]
  const run = {
    tenantId,
    id: runId,
    flowId,
    version: 1,
    trigger: 'webhook',
    deliveryId,
    triggerData: null,
    rootRunId: runId,
    retryOf: null,
    startedAt: now,
    parent: null,
    depth: 0,
  }
  const delivery = { tenantId, id: deliveryId, receivedAt: now, source, flowId, verdict: 'accepted', dedupeKey: key, topic: null } as const
  await writes.submit({
    delivery: { ...delivery, method: 'POST', query: '', headers: HEADERS, body },
    dedupe: { scope: source, key, windowSeconds: WEEK_SECONDS },
    runs: [
      {
        run,
        isNew: true,
        append: { seq: 0, entries: JSON.stringify(entries).slice(1, -1) },
        next: { status: 'succeeded', endedAt: now, error: null },
        natural: [],
        blobs: [],
      },
    ],
  })
}

const app = new Koa()
app.use(async (ctx) => {
  const input = await readText(ctx.req)
  JSON.parse(input)
  const body = { ok: true }
  await store(ctx.get('x-bench-key'), input, body)
  ctx.body = body
})
const server = createServer(app.callback()).listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
process.stdout.write(`ready ${typeof address === 'object' ? address?.port : ''}\n`)
