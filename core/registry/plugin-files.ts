import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Json } from '../../sdk/flow/definition.ts'
import type { FaultList } from './fault-list.ts'
import { contentsOf, filesOf, integrityOf } from './folder-checksum.ts'

const MAX_FILE_BYTES = 256 * 1024
/** Of a whole folder, as of an unpacked archive (security.md). */
const MAX_FILES = 500
const MAX_FOLDER_BYTES = 20 * 1024 * 1024
const MAX_NAME_BYTES = 200

/** The files of one connector's folder, read once; a path that is not among them is a fault, so none leads outside. */
export class PluginFiles {
  readonly folder: string
  /** Checksum over them, as plugin-registry.json holds it. */
  readonly integrity: string
  /** They are, byte for byte, files that have been through every check: what depends on nothing else need not be checked again. */
  readonly isVouched: boolean
  readonly #files: ReadonlyMap<string, Buffer>

  private constructor(folder: string, files: ReadonlyMap<string, Buffer>, checked: string | undefined) {
    this.folder = folder
    this.#files = files
    this.integrity = integrityOf(files)
    this.isVouched = this.integrity === checked
  }

  /** A folder that is too large is not read: then there are no files. `checked`: checksum of files known to be without fault. */
  static async read(folder: string, faults: FaultList, checked?: string): Promise<PluginFiles> {
    const names = await filesOf(folder).catch((error: unknown) => {
      faults.add('.', '', error instanceof Error ? error.message : 'cannot be read')
      return []
    })
    checkNames(names, faults)
    const sizes = await Promise.all(names.map(async (file) => (await stat(path.join(folder, file))).size))
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    if (names.length > MAX_FILES) faults.add('.', '', `more than ${MAX_FILES} files`)
    if (bytes > MAX_FOLDER_BYTES) faults.add('.', '', 'larger than 20 MB')
    const isTooMuch = names.length > MAX_FILES || bytes > MAX_FOLDER_BYTES
    return new PluginFiles(folder, await contentsOf(folder, isTooMuch ? [] : names), checked)
  }

  has(file: string): boolean {
    return this.#files.has(file)
  }

  text(file: string, named: { at: string }, faults: FaultList): string | null {
    const content = this.#files.get(file)
    if (content === undefined) faults.add('manifest.json', named.at, `${file} is not there`)
    else if (content.length > MAX_FILE_BYTES) faults.add(file, '', 'larger than 256 KB')
    else return content.toString('utf8')
    return null
  }

  /** Parsed JSON of a file that the manifest names at `named.at`; null and a fault when it is missing or not JSON. */
  json(file: string, named: { at: string }, faults: FaultList): Json | null {
    const text = this.text(file, named, faults)
    return text === null ? null : faults.attempt(file, '', (): Json => JSON.parse(text))
  }
}

/** Names that one system takes for two files, and another for one. */
function checkNames(names: readonly string[], faults: FaultList): void {
  const seen = new Set<string>()
  for (const name of names) {
    const folded = name.normalize('NFC').toLowerCase()
    if (seen.has(folded)) faults.add(name, '', 'differs from another file in capitals only')
    seen.add(folded)
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) faults.add(name.slice(0, 80), '', `a name is at most ${MAX_NAME_BYTES} bytes long`)
  }
}
