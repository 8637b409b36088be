import { once } from 'node:events'
import { createServer } from 'node:http'
import { orderJson } from './orders.ts'

/**
 * The provider of the sync suite: pages of full orders, as fast as it can, without any limit. The account says which orders:
 * `0-600000` has so many from the first on.
 */

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://provider')
  const [first = 0, end = 0] = (searchParams.get('account') ?? '').split('-').map(Number)
  const from = first + Number(searchParams.get('offset'))
  const to = Math.min(end, from + Number(searchParams.get('limit')))
  const orders: string[] = []
  for (let n = from; n < to; n++) orders.push(orderJson(n))
  request.resume()
  response.writeHead(200, { 'content-type': 'application/json' }).end(`{"orders":[${orders.join(',')}],"total":${end - first}}`)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
process.stdout.write(`ready ${typeof address === 'object' ? address?.port : ''}\n`)
