import { at, type HandlerContext, type Json, type ListInput, type ListPage } from '@tomada/sdk'
import { type Fields, pageV2 } from '../client-v2.ts'
import { PAGE_SIZE, pageV3, type Query } from '../client-v3.ts'

/** One page of a list of v3, by offset. How many rows Tiny gives at most is not known for sure: the total says when it is over. */
export async function listV3(input: ListInput, ctx: HandlerContext, path: string, query: Query): Promise<ListPage> {
  const offset = Number(at(input.checkpoint, 'offset') ?? 0)
  const limit = Math.min(input.limit, PAGE_SIZE)
  const { rows, total } = await pageV3(ctx, path, { ...query, limit, offset })
  const next = offset + Math.min(rows.length, limit)
  return { records: rows, checkpoint: { offset: next }, done: rows.length === 0 || (total === null ? rows.length < limit : next >= total) }
}

/** One page of a list of v2: a hundred rows, whatever is asked for. */
export async function listV2(
  input: ListInput,
  ctx: HandlerContext,
  operation: string,
  asked: { list: string; one: string; fields: Fields },
): Promise<ListPage> {
  const pagina = Number(at(input.checkpoint, 'pagina') ?? 1)
  const { rows, isLast } = await pageV2(ctx, operation, asked, { ...asked.fields, pagina })
  return { records: rows, checkpoint: { pagina: pagina + 1 }, done: isLast }
}

/**
 * Rows in our shape. A row shows little of its record, so those that are named as changed carry the time of the pass: the host then reads each of them
 * whole, whether the change shows in the row or not.
 */
export function mapPage<Row extends { [name: string]: Json }>(
  page: ListPage,
  input: ListInput,
  now: number,
  map: (row: Json) => Row,
): ListPage {
  const mark = input.since === null ? {} : { lidoEm: now }
  return { ...page, records: page.records.map((row) => ({ ...map(row), ...mark })) }
}
