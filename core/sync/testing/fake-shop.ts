import { createHash } from 'node:crypto'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { Resource } from '../../../sdk/manifest.gen.ts'
import type { ActionFailure } from '../../actions/actions.types.ts'
import type {
  ListPageRequest,
  ListPageResult,
  ReadRecord,
  RecordRequest,
  RecordResult,
  ResourceOperations,
} from '../../resources/operations/operations.types.ts'

export interface ShopRecord {
  id: string
  updatedAt: string
  [member: string]: Json
}

export type ShopCall = Pick<ListPageRequest, 'resource' | 'since' | 'until' | 'priority'> & {
  op: 'list' | 'read'
  key: string | null
  checkpoint: Json
  parent: string | null
}

/** A provider in memory, with faults to lay out and a log of what it was asked. */
export interface FakeShop extends ResourceOperations {
  records: Map<string, Map<string, ShopRecord>>
  calls: ShopCall[]
  /** Failures of the next calls, in order; null lets one through. */
  faults: Array<ActionFailure | null>
  /** Before each answer; for tests that change something meanwhile. */
  beforeAnswer: (call: ShopCall) => unknown
  /** Whether this one is refused, apart from `faults`. */
  refuses: (call: ShopCall) => ActionFailure | null
  pageSize: number
  /** Records that lists leave out although they are there. */
  hidden: Set<string>
  says: { total: boolean }
  put(resource: string, ...records: ShopRecord[]): void
}

export function failing(kind: ActionFailure['class'], more: Partial<ActionFailure> = {}): ActionFailure {
  return { code: 'provider', message: `a fault of class ${kind}`, class: kind, effect: 'no', ...more }
}

export function fakeShop(resources: readonly Resource[]): FakeShop {
  const byName = new Map(resources.map((resource) => [resource.name, resource]))

  async function answer(call: ShopCall): Promise<ActionFailure | null> {
    shop.calls.push(call)
    await shop.beforeAnswer(call)
    return shop.refuses(call) ?? shop.faults.shift() ?? null
  }

  const shop: FakeShop = {
    records: new Map(),
    calls: [],
    faults: [],
    beforeAnswer: () => undefined,
    refuses: () => null,
    pageSize: 10,
    hidden: new Set(),
    says: { total: false },
    put(resource, ...records) {
      const stored = shop.records.get(resource) ?? new Map<string, ShopRecord>()
      for (const record of records) stored.set(record.id, record)
      shop.records.set(resource, stored)
    },

    async listPage({ resource, checkpoint, since, until, parent, priority, limit }: ListPageRequest): Promise<ListPageResult> {
      const parentId = idOf(parent)
      const failure = await answer({ op: 'list', resource, key: null, checkpoint, since, until, priority, parent: parentId })
      if (failure !== null) return { ok: false, failure, calls: [] }
      const all = [...(shop.records.get(resource)?.values() ?? [])].filter((record) => {
        const at = Date.parse(record.updatedAt)
        const isIn = (since === null || at >= since) && (until === null || at < until)
        return isIn && !shop.hidden.has(record.id) && (parentId === null || record['parent'] === parentId)
      })
      const from = typeof checkpoint === 'number' ? checkpoint : 0
      const size = Math.min(limit, shop.pageSize)
      const page = all.slice(from, from + size)
      const isStub = byName.get(resource)?.detail?.when === 'changed'
      return {
        ok: true,
        records: page.map((record) => read(isStub ? { id: record.id, updatedAt: record.updatedAt } : record)),
        checkpoint: from + page.length,
        done: from + size >= all.length,
        total: shop.says.total ? all.length : null,
        calls: [],
      }
    },

    async read({ resource, key, priority }: RecordRequest): Promise<RecordResult> {
      const call = { resource, key, priority, checkpoint: null, since: null, until: null, parent: null }
      const failure = await answer({ op: 'read', ...call })
      if (failure !== null) return { ok: false, missing: false, failure, calls: [] }
      if (byName.get(resource)?.detail === undefined)
        return { ok: false, missing: false, failure: failing('permanent', { code: 'no_detail' }), calls: [] }
      const record = shop.records.get(resource)?.get(key)
      return record === undefined ? { ok: false, missing: true, calls: [] } : { ok: true, record: read(record), calls: [] }
    },
  }
  return shop
}

function idOf(value: Json): string | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['id'] === 'string' ? value['id'] : null
}

export function read(record: ShopRecord): ReadRecord {
  const text = JSON.stringify(record)
  const hash = createHash('sha256').update(text).digest('hex')
  return { key: record.id, data: record, text, version: Date.parse(record.updatedAt), hash, flagged: false }
}
