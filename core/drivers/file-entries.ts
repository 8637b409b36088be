import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import type { SecretBox } from '../platform/secrets.ts'
import type { HeldSession } from './drivers.types.ts'
import { allEntries, clearEntries } from './entries.store.ts'
import type { EntryStore } from './entry-store.types.ts'
import { sealPurpose } from './session-seal.ts'
import { requireHolder } from './sessions.store.ts'

export interface FileEntriesDeps {
  db: Database
  clock: Clock
  secrets: SecretBox
  /** Shared by all workers, when there are several. */
  folder: string
}

type Line = { set: Row[]; gone: Array<[kind: string, id: string]> }
type Row = [kind: string, id: string, value: string, until: number | null]

interface OpenFile {
  fence: number
  file: string
  entries: Map<string, Row>
}

const OWNER_ONLY = 0o600
const keyOf = (kind: string, id: string) => JSON.stringify([kind, id])

/**
 * In a folder: a file for each connection, a line for each change, on disk before anybody is told. A line that a crash cut off never was.
 * Values are sealed as in the database, and who may write is decided there: the row of the session stays locked while a line is written.
 */
export function fileEntries({ db, clock, secrets, folder }: FileEntriesDeps): EntryStore {
  const files = new Map<string, OpenFile>()
  const tails = new Map<string, Promise<unknown>>()
  const fileOf = ({ tenantId, connectionId }: { tenantId: string; connectionId: string }) =>
    path.join(folder, tenantId, `${connectionId}.jsonl`)

  /** One after the other for each connection, and only by who holds it. */
  function alone<T>(held: HeldSession, work: (opened: OpenFile) => Promise<T>): Promise<T> {
    const file = fileOf(held)
    const done = (tails.get(file) ?? Promise.resolve()).then(() =>
      db.forTenant(held.tenantId, async (trx) => {
        await requireHolder(trx, held)
        return work(await openFile(trx, held))
      }),
    )
    tails.set(
      file,
      // Its caller is told; the next one reads the file again.
      done.catch(() => files.delete(file)),
    )
    return done
  }

  /** Read again for each new holder: another one may have written meanwhile. */
  async function openFile(trx: Trx, held: HeldSession): Promise<OpenFile> {
    const file = fileOf(held)
    const known = files.get(file)
    if (known?.fence === held.fence) return known
    const isNew = !existsSync(file)
    const rows = isNew ? await allEntries(trx, held.connectionId) : [...(await readLines(file)).values()]
    const opened = { fence: held.fence, file, entries: new Map<string, Row>() }
    const purpose = sealPurpose(held)
    for (const [kind, id, value, until] of rows.filter(isAlive)) {
      const current = secrets.isCurrent(value) ? value : secrets.reencrypt(value, purpose)
      opened.entries.set(keyOf(kind, id), [kind, id, current, until])
    }
    await rewrite(opened)
    if (isNew) await clearEntries(trx, held.connectionId)
    files.set(file, opened)
    return opened
  }

  function isAlive([, , , until]: Row): boolean {
    return until === null || until > clock.now()
  }

  return {
    async read(held, kind, ids) {
      const { entries } = await alone(held, async (opened) => opened)
      return ids.flatMap((id) => {
        const row = entries.get(keyOf(kind, id))
        return row === undefined || !isAlive(row) ? [] : [{ id, value: row[2] }]
      })
    },
    write: (held, { kept, gone }) =>
      alone(held, async (opened) => {
        const set = kept.map(
          ({ kind, id, value, keepSeconds }): Row => [kind, id, value, keepSeconds === undefined ? null : clock.now() + keepSeconds * 1000],
        )
        const line: Line = { set, gone: gone.map(({ kind, id }) => [kind, id]) }
        await append(opened.file, line)
        apply(opened.entries, line)
      }),
    clear: (held) =>
      alone(held, async (opened) => {
        opened.entries.clear()
        await rewrite(opened)
      }),
    async drop(place) {
      const file = fileOf(place)
      await tails.get(file)
      files.delete(file)
      await rm(file, { force: true })
    },
  }
}

function apply(entries: Map<string, Row>, { set, gone }: Line): void {
  for (const [kind, id] of gone) entries.delete(keyOf(kind, id))
  for (const row of set) entries.set(keyOf(row[0], row[1]), row)
}

async function readLines(file: string): Promise<Map<string, Row>> {
  const entries = new Map<string, Row>()
  const lines = (await readFile(file, 'utf8')).split('\n')
  // What stands behind the last line break is a line that was cut off.
  for (const line of lines.slice(0, -1)) apply(entries, JSON.parse(line))
  return entries
}

async function append(file: string, line: Line): Promise<void> {
  const handle = await open(file, 'a', OWNER_ONLY)
  try {
    await handle.appendFile(`${JSON.stringify(line)}\n`)
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

/** What is alive, in one line; in the place of the old file once it is on disk. */
async function rewrite({ file, entries }: OpenFile): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const next = `${file}.next`
  await rm(next, { force: true })
  await append(next, { set: [...entries.values()], gone: [] })
  await rename(next, file)
}
