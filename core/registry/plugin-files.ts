import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Json } from '../../sdk/flow/definition.ts'
import type { FaultList } from './fault-list.ts'
import { filesOf } from './folder-checksum.ts'

const MAX_FILE_BYTES = 256 * 1024

/** The files of one connector's folder, read once; a path that is not among them is a fault, so none leads outside. */
export class PluginFiles {
  readonly folder: string
  readonly #files: ReadonlyMap<string, string>

  private constructor(folder: string, files: ReadonlyMap<string, string>) {
    this.folder = folder
    this.#files = files
  }

  static async read(folder: string): Promise<PluginFiles> {
    const files = new Map<string, string>()
    for (const file of await filesOf(folder)) files.set(file, await readFile(path.join(folder, file), 'utf8'))
    return new PluginFiles(folder, files)
  }

  has(file: string): boolean {
    return this.#files.has(file)
  }

  text(file: string, named: { at: string }, faults: FaultList): string | null {
    const text = this.#files.get(file)
    if (text === undefined) faults.add('manifest.json', named.at, `${file} is not there`)
    else if (Buffer.byteLength(text) > MAX_FILE_BYTES) faults.add(file, '', 'larger than 256 KB')
    else return text
    return null
  }

  /** Parsed JSON of a file that the manifest names at `named.at`; null and a fault when it is missing or not JSON. */
  json(file: string, named: { at: string }, faults: FaultList): Json | null {
    const text = this.text(file, named, faults)
    return text === null ? null : faults.attempt(file, '', (): Json => JSON.parse(text))
  }
}
