import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

export type Status = 'met' | 'partly' | 'open'
const STATUSES: readonly string[] = ['met', 'partly', 'open'] satisfies Status[]

/** One row of `docs/requirements.csv`. */
export interface Requirement {
  id: string
  worksWhen: string
  status: Status
  /** `path/to/file.test.ts > test name`; several are separated by `; `. Empty unless met. */
  proof: string
}

export interface Proof {
  file: string
  /** Names of its describe blocks and its own, joined by ` > `. */
  test: string
}

const HEADER = 'id,works_when,status,proof'
export const ROWS = 400

export async function readRequirements(root: string): Promise<Requirement[]> {
  return parseRequirements(await readFile(fileIn(root), 'utf8'))
}

export async function writeRequirements(root: string, rows: readonly Requirement[]): Promise<void> {
  const lines = rows.map((row) => `${row.id},${quoted(row.worksWhen)},${row.status},${quoted(row.proof)}`)
  await writeFile(fileIn(root), `${[HEADER, ...lines].join('\n')}\n`)
}

/** Throws on a row that is not four fields with a known status: a typo must not hide a requirement. */
export function parseRequirements(text: string): Requirement[] {
  const [header, ...lines] = text.trimEnd().split('\n')
  if (header !== HEADER) throw new Error(`docs/requirements.csv must start with ${HEADER}`)
  return lines.map((line, index) => {
    const [id, worksWhen, status, proof, more] = fieldsOf(line)
    if (id === undefined || worksWhen === undefined || !isStatus(status) || proof === undefined || more !== undefined) {
      throw new Error(`docs/requirements.csv line ${index + 2} is not id,works_when,status,proof with a status of ${STATUSES.join(', ')}`)
    }
    return { id, worksWhen, status, proof }
  })
}

/** A row's proofs. Throws when one is not `file > test name`. */
export function proofsOf(row: Requirement): Proof[] {
  return row.proof
    .split(/; (?=[\w./-]+\.test\.ts > )/)
    .filter((text) => text !== '')
    .map((text) => {
      const cut = text.indexOf(' > ')
      const file = text.slice(0, cut)
      if (cut < 0 || !file.endsWith('.test.ts')) throw new Error(`${row.id}: the proof "${text}" is not "path/to/file.test.ts > test name"`)
      return { file, test: text.slice(cut + 3) }
    })
}

function isStatus(text: string | undefined): text is Status {
  return text !== undefined && STATUSES.includes(text)
}

/** Fields of one CSV line; quoted ones may hold commas and doubled quotes, none a line break. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map((found) => found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

function fileIn(root: string): string {
  return path.join(root, 'docs', 'requirements.csv')
}
