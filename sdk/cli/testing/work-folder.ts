import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'

export interface WorkFolder {
  path: string
  read(file: string): Promise<string>
  /** Replaces a text that must be there. */
  edit(file: string, from: string, to: string): Promise<void>
}

/** An empty folder for the whole test file. */
export function useWorkFolder(): () => WorkFolder {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tomada-sdk-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return () => ({
    path: folder,
    read: (file) => readFile(path.join(folder, file), 'utf8'),
    async edit(file, from, to) {
      const text = await readFile(path.join(folder, file), 'utf8')
      if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
      await writeFile(path.join(folder, file), text.replace(from, to))
    },
  })
}
