import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * Files that make the connector what it is, relative, sorted by byte order. Left out: tests and what only they read
 * (fixtures, the emulator), and prose.
 */
export async function filesOf(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')
    if (isLeftOut(file)) continue
    if (entry.isSymbolicLink()) throw new Error(`${file} is a link; a connector holds files only`)
    if (entry.isFile()) found.push(file)
  }
  return found.sort()
}

function isLeftOut(file: string): boolean {
  return /^(emulator|fixtures|node_modules)(\/|$)|\.test\.ts$|\.md$/.test(file)
}

/** `sha512-…` over path and content of every file that is loaded: one changed byte anywhere changes it. */
export async function folderIntegrity(folder: string): Promise<string> {
  return integrityOf(await contentsOf(folder, await filesOf(folder)))
}

/** What the files hold, in the order of their names. */
export async function contentsOf(folder: string, names: readonly string[]): Promise<Map<string, Buffer>> {
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name))] as const)))
}

/** The same over files that have been read. */
export function integrityOf(contents: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha512')
  for (const [file, content] of contents) hash.update(`${createHash('sha512').update(content).digest('hex')}  ${file}\n`)
  return `sha512-${hash.digest('base64')}`
}
