import { createHash } from 'node:crypto'
import { checkFolder, type FolderReport } from '../../../core/registry/checks/check-folder.ts'
import { findingLine } from '../../../core/registry/checks/report-text.ts'
import type { LoadedPlugin } from '../../../core/registry/registry.types.ts'
import { archiveContents } from './archive-contents.ts'
import { gzipStored, tarOf } from './tar.ts'

const MAX_PACKED_BYTES = 5 * 1024 * 1024

export interface PackedFolder {
  /** `<publisher>-<name>-<version>.tgz` */
  name: string
  archive: Buffer
  /** `sha512-…` over the archive. */
  integrity: string
  entries: string[]
}

/** A connector's archive, or why there is none. The same files give the same bytes, wherever and whenever. */
export async function packFolder(folder: string): Promise<{ packed: PackedFolder; refusals: [] } | { packed: null; refusals: string[] }> {
  const report: FolderReport = await checkFolder(folder)
  const { plugin } = report
  if (plugin === null || !report.ok)
    return { packed: null, refusals: report.findings.filter((finding) => finding.severity === 'E').map(findingLine) }
  return packPlugin(plugin)
}

async function packPlugin(plugin: LoadedPlugin): Promise<{ packed: PackedFolder; refusals: [] } | { packed: null; refusals: string[] }> {
  const { files, refusals } = await archiveContents(plugin)
  if (refusals.length > 0) return { packed: null, refusals }
  const archive = gzipStored(tarOf(files))
  if (archive.length > MAX_PACKED_BYTES) return { packed: null, refusals: ['the archive is larger than 5 MB'] }
  const { publisher, version } = plugin.manifest
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`
  const name = `${publisher.id}-${plugin.name}-${version}.tgz`
  return { packed: { name, archive, integrity, entries: files.map((file) => file.path) }, refusals: [] }
}
