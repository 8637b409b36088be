import { createHash } from 'node:crypto'
import type { Json } from '../../sdk/flow/definition.ts'
import type { JournalEntry } from './journal.types.ts'
import type { Blob } from './run-write.types.ts'

/** Values larger than this are stored once, by hash, and the journal holds the hash. Characters of JSON text. */
const BLOB_FROM = 256 * 1024

/** What a run may hold (security.md 5). Characters of JSON text. The operator may raise them. */
export interface RunLimits {
  /** Journalled in all, blobs included. */
  journalChars: number
  /** What one step may give out. */
  outputChars: number
}

export const DEFAULT_RUN_LIMITS: RunLimits = { journalChars: 32 * 1024 * 1024, outputChars: 4 * 1024 * 1024 }

export interface EncodedEntries {
  /** Text of a JSON array without its brackets. */
  text: string
  blobs: Blob[]
  /** Characters, blobs included. */
  size: number
}

export function encodeEntries(entries: readonly JournalEntry[]): EncodedEntries {
  const text = JSON.stringify(entries).slice(1, -1)
  if (text.length <= BLOB_FROM) return { text, blobs: [], size: text.length }
  const blobs: Blob[] = []
  const slim = entries.map((entry) => withoutLargeOutputs(entry, blobs))
  return { text: JSON.stringify(slim).slice(1, -1), blobs, size: text.length }
}

/** An output that is a blob reads `{[BLOB_MARK]: hash}`; data of a guest cannot hold this key by chance. */
const BLOB_MARK = '\u0001blob'

function withoutLargeOutputs(entry: JournalEntry, blobs: Blob[]): JournalEntry {
  if (entry.kind === 'result') return { ...entry, output: toBlob(entry.output, blobs) }
  if (entry.kind !== 'visit') return entry
  const entries = entry.entries.map((pure) =>
    pure.record.output === undefined ? pure : { ...pure, record: { ...pure.record, output: toBlob(pure.record.output, blobs) } },
  )
  return { ...entry, entries }
}

function toBlob(value: Json, blobs: Blob[]): Json {
  const json = JSON.stringify(value)
  if (json.length <= BLOB_FROM) return value
  const hash = createHash('sha256').update(json).digest('hex')
  blobs.push({ hash, json })
  return { [BLOB_MARK]: hash }
}

/** Hashes that the stored entries refer to. Empty, without parsing, for all but the few runs with large values. */
export function blobHashes(storedText: string): string[] {
  if (!storedText.includes('\\u0001blob')) return []
  return [...storedText.matchAll(/\{"\\u0001blob":"([0-9a-f]{64})"\}/g)].flatMap((match) => match[1] ?? [])
}

/** Entries of one stored row. `blobs`: text by hash, for every hash of `blobHashes`. Rows are written by us only. */
export function decodeEntries(storedText: string, blobs: ReadonlyMap<string, string>): JournalEntry[] {
  const text = storedText.includes('\\u0001blob')
    ? storedText.replace(/\{"\\u0001blob":"([0-9a-f]{64})"\}/g, (whole, hash: string) => blobs.get(hash) ?? whole)
    : storedText
  const entries: JournalEntry[] = JSON.parse(text)
  return entries
}
