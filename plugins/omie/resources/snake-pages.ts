import { at, type HandlerContext, type Json, type ListInput, type ListPage } from '@tomada/sdk'
import { type ListCall, listPage, type Param } from '../client.ts'
import { windowParam } from '../map/dates.ts'

/** One page of a list of the first dialect that can be asked for what was made or changed since. */
export async function changedPage(
  { checkpoint, since, until, limit }: ListInput,
  ctx: HandlerContext,
  { list, param = {}, toRecord }: { list: ListCall; param?: Param; toRecord: (row: Json) => Json },
): Promise<ListPage> {
  const number = Number(at(checkpoint, 'page') ?? 1)
  const page = await listPage(ctx, list, { ...param, ...windowParam(since, until) }, { number, size: limit })
  return { records: page.rows.map(toRecord), checkpoint: { page: number + 1 }, done: page.isLast, total: page.total }
}
