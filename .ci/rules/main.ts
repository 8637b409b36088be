import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { brokenImports, importCycles } from './import-rules.ts'
import { brokenNamingRules } from './naming-rules.ts'
import { readSourceFiles, type SourceFile } from './source-files.ts'
import { brokenSourceRules } from './source-rules.ts'

/** Everything these rules refuse in the project, a line each. */
export async function brokenRules(root: string): Promise<{ imports: string[]; cycles: string[]; places: string[]; names: string[] }> {
  const files: SourceFile[] = await readSourceFiles(root)
  const plugins = (await readdir(path.join(root, 'plugins'), { withFileTypes: true })).filter((entry) => entry.isDirectory())
  return {
    imports: brokenImports(files),
    cycles: importCycles(files),
    places: brokenSourceRules(files),
    names: brokenNamingRules(
      files,
      plugins.map((entry) => entry.name),
    ),
  }
}

if (import.meta.main) {
  const lines = Object.values(await brokenRules(fileURLToPath(new URL('../../', import.meta.url)))).flat()
  for (const line of lines) process.stdout.write(`${line}\n`)
  process.exitCode = lines.length === 0 ? 0 : 1
}
