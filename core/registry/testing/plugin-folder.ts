import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT_ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** A copy of a bundled connector's folder that a test may spoil. */
export interface PluginFolder {
  folder: string
  /** Parses the file, lets `edit` change the value, writes it back. */
  editJson(file: string, edit: (value: Record<string, unknown>) => void): Promise<void>
  write(file: string, text: string): Promise<void>
  remove(file: string): Promise<void>
  dispose(): Promise<void>
}

export async function copyPlugin(name: string): Promise<PluginFolder> {
  const parent = await mkdtemp(path.join(tmpdir(), 'tomada-connector-'))
  const folder = path.join(parent, name)
  await cp(path.join(PROJECT_ROOT, 'plugins', name), folder, {
    recursive: true,
    filter: (file) => !/[/\\](emulator|node_modules)$/.test(file),
  })
  return {
    folder,
    async editJson(file, edit) {
      const value: Record<string, unknown> = JSON.parse(await readFile(path.join(folder, file), 'utf8'))
      edit(value)
      await writeFile(path.join(folder, file), JSON.stringify(value))
    },
    write: (file, text) => writeFile(path.join(folder, file), text),
    remove: (file) => rm(path.join(folder, file)),
    dispose: () => rm(parent, { recursive: true }),
  }
}

/** Sets the member at a JSON Pointer; `undefined` removes it. Test support only: the parts must exist. */
export function setAt(value: unknown, pointer: string, to: unknown): void {
  const parts = pointer.slice(1).split('/')
  const last = parts.pop() ?? ''
  let node: unknown = value
  for (const part of parts) node = Reflect.get(Object(node), part)
  if (to === undefined) Reflect.deleteProperty(Object(node), last)
  else Reflect.set(Object(node), last, to)
}
