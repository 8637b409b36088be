import { lstat, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { LoadedPlugin } from '../../../core/registry/registry.types.ts'
import { isFields } from '../../emulator/fields.ts'
import { portableScript } from './portable-script.ts'
import type { ArchiveFile } from './tar.ts'

/** Source, tests and tools: needed to make the connector, not to run it. */
const SOURCE_ONLY =
  /^(emulator|fixtures|testing|node_modules|dist)(\/|$)|\.ts$|^(package|package-lock|tsconfig)\.json$|^\.(git|gitignore|npmrc|editorconfig)(\/|$)/
const PROSE = /^(README(\.[A-Za-z-]+)?\.md|CHANGELOG\.md|LICENSE|icon-dark\.svg)$/
const MAX_PROSE_BYTES = 256 * 1024
const MAX_ICON_BYTES = 64 * 1024
const MAX_NAME_BYTES = 200
const MAX_ENTRIES = 500
const MAX_UNPACKED_BYTES = 20 * 1024 * 1024

export interface ArchiveContents {
  /** manifest.json first, then by byte order. */
  files: ArchiveFile[]
  /** Why it may not be packed, one sentence each. */
  refusals: string[]
}

/** What an archive of this connector holds: what the manifest names, the code as one script, and what people read. */
export async function archiveContents(plugin: LoadedPlugin): Promise<ArchiveContents> {
  const refusals: string[] = []
  const named = new Set([...filesNamedBy(plugin.manifest), plugin.manifest.icon, 'manifest.json'])
  const files: ArchiveFile[] = []
  for (const file of await filesIn(plugin.folder, refusals)) {
    if (named.has(file) && !file.endsWith('.ts')) files.push({ path: file, content: await textOf(plugin.folder, file) })
    else if (PROSE.test(file)) files.push({ path: file, content: await textOf(plugin.folder, file) })
    else if (!SOURCE_ONLY.test(file))
      refusals.push(`${file} is named by nothing in the manifest and is no part of a connector: take it out`)
  }
  if (plugin.bundle !== null) files.push({ path: 'dist/plugin.js', content: Buffer.from(portableScript(plugin.bundle.script)) })
  for (const { path: file, content } of files) refusals.push(...faultsOf(file, content, plugin.manifest.icon))
  refusals.push(...faultsOfAll(files))
  return { files: inOrder(files), refusals }
}

/** Every text of the manifest that is a path of this folder's; what is not there was refused by the loader. */
function filesNamedBy(value: unknown): string[] {
  if (typeof value === 'string') return /^[A-Za-z0-9_-][A-Za-z0-9_./-]*\.[a-z]+$/.test(value) ? [value] : []
  if (Array.isArray(value)) return value.flatMap(filesNamedBy)
  return isFields(value) ? Object.values(value).flatMap(filesNamedBy) : []
}

async function filesIn(folder: string, refusals: string[], inside = ''): Promise<string[]> {
  const found: string[] = []
  for (const name of (await readdir(path.join(folder, inside))).sort()) {
    const file = inside === '' ? name : `${inside}/${name}`
    if (/^(node_modules|dist|\.git)$/.test(file)) continue
    const kind = await lstat(path.join(folder, file))
    if (kind.isSymbolicLink()) refusals.push(`${file} is a link; an archive holds files only`)
    else if (kind.isDirectory()) found.push(...(await filesIn(folder, refusals, file)))
    else if (kind.isFile()) found.push(file)
    else refusals.push(`${file} is no regular file`)
  }
  return found
}

/** A checkout on Windows has other line ends; the archive has not. */
async function textOf(folder: string, file: string): Promise<Buffer> {
  return Buffer.from((await readFile(path.join(folder, file), 'utf8')).replaceAll('\r\n', '\n'))
}

function faultsOf(file: string, content: Buffer, icon: string): string[] {
  const faults: string[] = []
  const size = file === icon || file === 'icon-dark.svg' ? MAX_ICON_BYTES : file.startsWith('dist/') ? 1024 * 1024 : MAX_PROSE_BYTES
  if (content.length > size) faults.push(`${file} is larger than ${size / 1024} KB`)
  if (file === 'manifest.json' && content[0] === 0xef) faults.push('manifest.json begins with a byte order mark')
  if (Buffer.byteLength(file) > MAX_NAME_BYTES) faults.push(`${file.slice(0, 40)}… is longer than ${MAX_NAME_BYTES} bytes`)
  if (/\\|\0|(^|\/)\.\.?(\/|$)|^\//.test(file)) faults.push(`${file} leads outside of the folder`)
  return faults
}

function faultsOfAll(files: readonly ArchiveFile[]): string[] {
  const faults: string[] = []
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0)
  if (files.length > MAX_ENTRIES) faults.push(`holds more than ${MAX_ENTRIES} files`)
  if (bytes > MAX_UNPACKED_BYTES) faults.push('is larger than 20 MB')
  const folded = new Set<string>()
  for (const { path: file } of files) {
    const name = file.normalize('NFC').toLowerCase()
    if (folded.has(name)) faults.push(`${file} differs from another file in capitals only`)
    folded.add(name)
  }
  return faults
}

function inOrder(files: readonly ArchiveFile[]): ArchiveFile[] {
  const rank = ({ path: file }: ArchiveFile) => (file === 'manifest.json' ? 0 : 1)
  return files.toSorted((a, b) => rank(a) - rank(b) || Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}
