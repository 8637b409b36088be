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
  const hash = createHash('sha512')
  for (const file of await filesOf(folder)) {
    const content = createHash('sha512')
      .update(await readFile(path.join(folder, file)))
      .digest('hex')
    hash.update(`${content}  ${file}\n`)
  }
  return `sha512-${hash.digest('base64')}`
}
