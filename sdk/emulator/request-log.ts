import type { FaultKind } from './faults.ts'

/** One request the emulator got, with what it answered. Credentials are cut to their scheme. */
export interface LoggedRequest {
  id: number
  at: string
  method: string
  path: string
  query: string
  headers: Readonly<Record<string, string>>
  body: string
  caller: string | null
  /** null: the connection was dropped before an answer. */
  status: number | null
  durationMs: number
  faults: readonly FaultKind[]
}

export interface RequestLog {
  nextId(): number
  add(entry: LoggedRequest): void
  /** Oldest first; only the newest 5,000 are kept. */
  list(): readonly LoggedRequest[]
}

const KEPT = 5_000
const BODY_CHARS = 20_000

export function createRequestLog(): RequestLog {
  let lastId = 0
  const entries: LoggedRequest[] = []
  return {
    nextId: () => ++lastId,
    add(entry) {
      entries.push({ ...entry, headers: withoutCredentials(entry.headers), body: entry.body.slice(0, BODY_CHARS) })
      if (entries.length > KEPT) entries.shift()
    },
    list: () => entries,
  }
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { authorization, cookie: _cookie, ...rest } = headers
  return authorization === undefined ? rest : { ...rest, authorization: `${authorization.split(' ', 1)[0]} …` }
}
