import type { HandlerContext } from './context.ts'
import type { Json } from './flow/definition.ts'

export interface ResourceContext extends HandlerContext {
  /** Name of the resource that is read. */
  readonly resource: string
}

/** What one page is asked for by. */
export interface ListInput<Checkpoint extends Json = Json, Parent extends Json = Json> {
  /** What the former page gave; null for the first one. */
  checkpoint: Checkpoint | null
  /** Changed at or after, written as the resource's `cursor.format` says; null: everything. */
  since: string | number | null
  /** Changed before, written the same way; null: no end. */
  until: string | number | null
  /** Records of a page at most. */
  limit: number
  /** The parent's record, for a resource that has one. */
  parent: Parent | null
}

export interface ListPage<Item extends Json = Json, Checkpoint extends Json = Json> {
  records: Item[]
  /** Where the next page begins, at most 8 KB of JSON; ignored when `done`. */
  checkpoint: Checkpoint | null
  /** There is no further page. */
  done: boolean
  /** How many there are in all, when the provider says so. */
  total?: number | null
}

/** One page: the host asks again with its checkpoint until it is `done`. Waiting, retries and storage are the host's. */
export type ListHandler<Item extends Json = Json, Checkpoint extends Json = Json, Parent extends Json = Json> = (
  input: ListInput<Checkpoint, Parent>,
  ctx: ResourceContext,
) => Promise<ListPage<Item, Checkpoint>>

/** One record by its key. Null, or a NotFoundError: the provider says that there is none. */
export type DetailHandler<Item extends Json = Json> = (input: { key: string }, ctx: ResourceContext) => Promise<Item | null>

export interface ResourceHandlers<Item extends Json = Json, Checkpoint extends Json = Json, Parent extends Json = Json> {
  list?: ListHandler<Item, Checkpoint, Parent>
  detail?: DetailHandler<Item>
}

/** Default export of a resource's file, named by `list`, by `detail.entry` or by both. */
export function defineResource<Item extends Json = Json, Checkpoint extends Json = Json, Parent extends Json = Json>(
  handlers: ResourceHandlers<Item, Checkpoint, Parent>,
): ResourceHandlers<Item, Checkpoint, Parent> {
  return handlers
}
