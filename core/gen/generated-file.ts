import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** One file that a generator makes. `path` is relative to the project's root, with `/`. */
export interface GeneratedFile {
  path: string
  text: string
}

/** Files whose text on disk differs from what the generators make, or is missing. */
export async function staleFiles(root: string, files: readonly GeneratedFile[]): Promise<string[]> {
  const stale: string[] = []
  for (const file of files) {
    if ((await readIfThere(path.join(root, file.path))) !== file.text) stale.push(file.path)
  }
  return stale
}

/** Writes what changed, and only that, so that watchers and time stamps stay quiet. Returns the written paths. */
export async function writeGenerated(root: string, files: readonly GeneratedFile[]): Promise<string[]> {
  const stale = new Set(await staleFiles(root, files))
  for (const file of files) {
    if (!stale.has(file.path)) continue
    const target = path.join(root, file.path)
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, file.text)
  }
  return [...stale]
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
