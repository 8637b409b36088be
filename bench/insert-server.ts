import { once } from 'node:events'
import { createServer } from 'node:http'
import Koa from 'koa'
import pg from 'pg'
import { readText } from './read-text.ts'

/** What the limit is checked against: bare Koa and one committed INSERT per request, on a pool of ten connections. */

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 })
await Promise.all(Array.from({ length: 10 }, () => pool.query('SELECT 1')))
const app = new Koa()
app.use(async (ctx) => {
  const input = await readText(ctx.req)
  const order: { id: number; total: number } = JSON.parse(input)
  const body = { order: order.id, ok: true }
  await pool.query({
    name: 'write',
    text: `INSERT INTO bench_runs (id, status, input, output) VALUES ($1, 'succeeded', $2, $3)`,
    values: [ctx.get('x-bench-key'), input, JSON.stringify(body)],
  })
  ctx.body = body
})
const server = createServer(app.callback()).listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
process.stdout.write(`ready ${typeof address === 'object' ? address?.port : ''}\n`)
