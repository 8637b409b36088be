import type { HeldSession } from './drivers.types.ts'

export interface SealedEntry {
  kind: string
  id: string
  value: string
  keepSeconds?: number
}

export interface EntryChange {
  kept: readonly SealedEntry[]
  gone: ReadonlyArray<{ kind: string; id: string }>
}

/** Where what drivers keep is kept. Values are sealed before they come here. */
export interface EntryStore {
  read(held: HeldSession, kind: string, ids: readonly string[]): Promise<Array<{ id: string; value: string }>>
  /** All of it or nothing. Rejects when another process holds the session: what a former holder still writes must not stand. */
  write(held: HeldSession, change: EntryChange): Promise<void>
  /** Rejects like `write`. */
  clear(held: HeldSession): Promise<void>
  /** The connection is deleted, or its account is unlinked: nothing of it stays. */
  drop(place: { tenantId: string; connectionId: string }): Promise<void>
}
