import type { FlowDefinition } from '@tomada/sdk/flow'
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { History } from './history.ts'

/** What this device remembers of a draft: enough to lose nothing on reload, and to undo afterwards. */
export interface JournalEntry {
  flowId: string
  /** The server's draft that the edits stand on. */
  base: FlowDefinition
  revision: number
  definition: FlowDefinition
  history: History
  /** True while `definition` holds something that the server has not acknowledged. */
  unsent: boolean
}

interface Schema extends DBSchema {
  drafts: { key: string; value: JournalEntry }
}

const KEPT_ENTRIES = 300

let opened: Promise<IDBPDatabase<Schema> | null> | undefined

function database(): Promise<IDBPDatabase<Schema> | null> {
  // A browser that keeps nothing for us (private mode): see readJournal.
  opened ??= openDB<Schema>('tomada', 1, { upgrade: (db) => void db.createObjectStore('drafts', { keyPath: 'flowId' }) }).catch(() => null)
  return opened
}

/** Null when the browser keeps nothing (private mode): saving to the server still works. */
export async function readJournal(flowId: string): Promise<JournalEntry | null> {
  try {
    return (await (await database())?.get('drafts', flowId)) ?? null
  } catch {
    // A store that cannot be read is as good as none.
    return null
  }
}

export async function writeJournal(entry: JournalEntry): Promise<void> {
  const history = { undo: entry.history.undo.slice(-KEPT_ENTRIES), redo: entry.history.redo.slice(-KEPT_ENTRIES) }
  try {
    await (await database())?.put('drafts', { ...entry, history })
  } catch {
    // Full or forbidden: the edits are still in memory and on their way to the server.
  }
}
