import type { Api } from '../api.ts'
import { customerOf, numberOf, placedAtOf, STATUSES } from './orders.ts'

export interface Asked {
  p50Ms: number
  p95Ms: number
  requests: number
  /** The slowest, to look at. */
  slowest: string
}

const REQUESTS = 200

/** A number from 0 to 1 that differs from question to question and not from run to run. */
function spread(n: number, salt: number): number {
  return ((n * 2_654_435_761 + salt * 40_503_001) % 4_294_967_296) / 4_294_967_296
}

/** Questions as the data page asks them, each different from the one before. `records` is how many there are in the workspace. */
export function questions(records: number, connections: readonly string[]): Record<string, (n: number) => Record<string, string>> {
  const sorts = ['-placedAt', 'placedAt', '-total', 'total', 'key']
  const connection = (n: number): Record<string, string> => (n % 3 === 0 ? {} : { connectionId: connections[n % connections.length] ?? '' })
  const dayOf = (share: number) => new Date(placedAtOf(Math.floor(share * records))).toISOString().slice(0, 10)
  const filters: Array<(n: number) => Record<string, unknown>> = [
    (n) => ({ status: STATUSES[n % STATUSES.length] }),
    (n) => ({ status: ['pending', 'returned'], total: { min: (spread(n, 1) * 900).toFixed(2) } }),
    (n) => ({ placedAt: { min: dayOf(spread(n, 2)), max: dayOf(Math.min(1, spread(n, 2) + 0.1)) } }),
    (n) => ({ status: STATUSES[n % STATUSES.length], placedAt: { min: dayOf(spread(n, 3)) } }),
    (n) => ({ total: { min: (spread(n, 4) * 900).toFixed(2), max: (spread(n, 4) * 900 + 2).toFixed(2) } }),
  ]
  const words: Array<(n: number) => string> = [
    (n) => numberOf(n),
    (n) => customerOf(n),
    (n) => customerOf(n).split(' ')[0] ?? '',
    (n) => (customerOf(n).split(' ')[1] ?? '').slice(0, 3),
    (n) => numberOf(n).slice(0, 9),
  ]
  const byTotal = (n: number): Record<string, string> => (n % 4 === 0 ? { sort: '-total' } : {})
  const since = (n: number): Record<string, string> => (n % 2 === 0 ? {} : { from: dayOf(spread(n, 6)), to: dayOf(1) })
  const some = (n: number, salt: number) => Math.floor(spread(n, salt) * records)
  return {
    list: (n) => ({ sort: sorts[n % sorts.length] ?? '', ...connection(n) }),
    filter: (n) => ({
      filter: JSON.stringify(filters[n % filters.length]?.(n) ?? {}),
      ...byTotal(n),
      ...connection(n),
    }),
    search: (n) => ({ search: words[n % words.length]?.(some(n, 5)) ?? '', ...connection(n) }),
    stats: (n) => ({ ...since(n), ...connection(n) }),
  }
}

/** Over HTTP, one at a time; a list's next page is asked for every third time. */
export async function ask(api: Api, name: string, question: (n: number) => Record<string, string>): Promise<Asked> {
  const address = `/api/resources/stub/orders${name === 'stats' ? '/stats' : ''}`
  const taken: Array<{ ms: number; query: string }> = []
  let cursor: string | null = null
  for (let n = -5; n < REQUESTS; n++) {
    const params: Record<string, string> = cursor === null || n % 3 !== 0 ? question(n + 5) : { ...question(n + 4), cursor }
    const query = new URLSearchParams(params).toString()
    const startedAt = performance.now()
    const answer = await api.call('GET', `${address}?${query}`)
    const ms = performance.now() - startedAt
    cursor = typeof answer['nextCursor'] === 'string' ? answer['nextCursor'] : null
    if (n >= 0) taken.push({ ms, query })
  }
  taken.sort((a, b) => a.ms - b.ms)
  const at = (share: number) => Math.round((taken[Math.floor(taken.length * share)]?.ms ?? 0) * 10) / 10
  const last = taken.at(-1)
  return {
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    requests: taken.length,
    slowest: `${Math.round(last?.ms ?? 0)} ms: ${decodeURIComponent(last?.query ?? '')}`,
  }
}
