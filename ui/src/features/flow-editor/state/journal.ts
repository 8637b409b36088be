import type { FlowDefinition } from '@tomada/sdk/flow'
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import type { History, HistoryEntry } from './history.ts'

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

type Stack = keyof History
const STACKS: readonly Stack[] = ['undo', 'redo']

/** Every edit is a row of its own, so that an edit more costs the same however many there were. */
interface EditRow {
  flowId: string
  stack: Stack
  index: number
  entry: HistoryEntry
}

interface Schema extends DBSchema {
  drafts: { key: string; value: Omit<JournalEntry, 'history'> & { /** The page that wrote it last. */ writer: string } }
  edits: { key: [string, Stack, number]; value: EditRow }
}
type Transaction = IDBPTransaction<Schema, Array<'drafts' | 'edits'>, 'readwrite'>

const VERSION = 2
const PAGE = crypto.randomUUID()
/** What this page has written of each flow's edits; nothing for flows that it has to write whole. */
const written = new Map<string, History>()

let opened: Promise<IDBPDatabase<Schema> | null> | undefined

function database(): Promise<IDBPDatabase<Schema> | null> {
  // A browser that keeps nothing for us (private mode): see readJournal.
  opened ??= openDB<Schema>('tomada', VERSION, {
    upgrade(db, from) {
      if (from < 1) db.createObjectStore('drafts', { keyPath: 'flowId' })
      db.createObjectStore('edits', { keyPath: ['flowId', 'stack', 'index'] })
    },
  }).catch(() => null)
  return opened
}

/** Null when the browser keeps nothing (private mode): saving to the server still works. */
export async function readJournal(flowId: string): Promise<JournalEntry | null> {
  try {
    const db = await database()
    const draft = await db?.get('drafts', flowId)
    if (db === null || draft === undefined) return null
    const [undo, redo] = await Promise.all(STACKS.map((stack) => db.getAll('edits', rowsOf(flowId, stack))))
    const { writer: _page, ...kept } = draft
    return { ...kept, history: { undo: entriesOf(undo), redo: entriesOf(redo) } }
  } catch {
    // A store that cannot be read is as good as none.
    return null
  }
}

export async function writeJournal({ history, ...draft }: JournalEntry): Promise<void> {
  const { flowId } = draft
  const before = written.get(flowId)
  written.set(flowId, history)
  try {
    const db = await database()
    if (db === null) return
    const transaction = db.transaction(['drafts', 'edits'], 'readwrite')
    const last = await transaction.objectStore('drafts').get(flowId)
    const known = last?.writer === PAGE ? before : undefined
    await Promise.all([
      transaction.objectStore('drafts').put({ ...draft, writer: PAGE }),
      ...STACKS.map((stack) => writeEdits(transaction, { flowId, stack, entries: history[stack], known: known?.[stack] ?? [] })),
    ])
    await transaction.done
  } catch {
    // Full or forbidden: the edits are still in memory and on their way to the server. The next write is whole again.
    written.delete(flowId)
  }
}

interface Edits {
  flowId: string
  stack: Stack
  entries: readonly HistoryEntry[]
  /** The same objects as last time where nothing changed. */
  known: readonly HistoryEntry[]
}

async function writeEdits(transaction: Transaction, { flowId, stack, entries, known }: Edits): Promise<void> {
  const store = transaction.objectStore('edits')
  let same = 0
  while (same < known.length && same < entries.length && known[same] === entries[same]) same++
  const writes: Array<Promise<unknown>> = [store.delete(rowsOf(flowId, stack, same))]
  for (const [offset, entry] of entries.slice(same).entries()) writes.push(store.put({ flowId, stack, index: same + offset, entry }))
  await Promise.all(writes)
}

function rowsOf(flowId: string, stack: Stack, from = 0): IDBKeyRange {
  return IDBKeyRange.bound([flowId, stack, from], [flowId, stack, Number.POSITIVE_INFINITY])
}

function entriesOf(rows: readonly EditRow[] | undefined): HistoryEntry[] {
  return (rows ?? []).map(({ entry }) => entry)
}
