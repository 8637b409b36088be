import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { systemClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/logger.ts'
import { openSandbox } from '../../sandbox/pool.ts'
import type { Sandbox } from '../../sandbox/sandbox.types.ts'
import { FaultList } from '../fault-list.ts'
import { loadPlugin } from '../load-plugin.ts'
import type { LoadedPlugin } from '../registry.types.ts'
import type { Finding, Severity } from './check.types.ts'
import { checkCode } from './check-code.ts'
import { checkPersonalData, checkSecrets } from './check-contents.ts'
import { checkEntries } from './check-entries.ts'
import { checkBounds, checkReasons, checkUse } from './check-permissions.ts'
import { checkSource } from './check-source.ts'
import { checkExport, checkPatterns, checkTexts } from './check-texts.ts'
import { numbered } from './number-faults.ts'

export interface FolderReport {
  /** Null when the connector could not be loaded: then only the loader's findings are there. */
  plugin: LoadedPlugin | null
  findings: Finding[]
  /** Nothing refuses it. */
  ok: boolean
}

/**
 * Runs the numbered checks over one connector's folder, wherever it lies. With `sandbox` an open one is used, else one is started
 * for it. Never throws for what is in the folder.
 */
export async function checkFolder(folder: string, options: { sandbox?: Pick<Sandbox, 'runHandler'> } = {}): Promise<FolderReport> {
  const { plugin, faults } = await loadPlugin(path.resolve(folder))
  const findings: Finding[] = faults.map(numbered)
  if (plugin === null) return { plugin, findings, ok: false }
  findings.push(...(await checkLoaded(plugin, options.sandbox)))
  return { plugin, findings, ok: findings.every((finding) => finding.severity !== 'E') }
}

async function checkLoaded(plugin: LoadedPlugin, given: Pick<Sandbox, 'runHandler'> | undefined): Promise<Finding[]> {
  const findings: Finding[] = []
  const closing: Array<() => void | Promise<void>> = []
  /** A list whose faults become findings of one number. */
  const list = (id: string, severity: Severity) => {
    const faults = new FaultList(plugin.name)
    closing.push(() => void findings.push(...faults.all.map((fault): Finding => ({ id, severity, ...fault }))))
    return faults
  }
  const files = await textFiles(plugin.folder)
  checkBounds(plugin, list('M02', 'W'))
  checkTexts(plugin, list('M03', 'E'))
  await checkSquare(plugin, list('M04', 'E'))
  checkPatterns(plugin, list('S02', 'W'))
  await checkPersonalData(plugin.folder, samplesOf(plugin), list('S03', 'E'))
  checkExport(plugin, list('S04', 'W'))
  checkUse(plugin, { undeclared: list('P01', 'E'), unused: list('P01', 'W') })
  checkReasons(plugin, list('P03', 'W'))
  checkCode(plugin, { escapes: list('C01', 'E'), readable: list('C02', 'E') })
  await checkSecrets(plugin.folder, files, list('C03', 'E'))
  await checkPackages(plugin, list('C04', 'W'))
  await withSandbox(given, (sandbox) => checkEntries(plugin, sandbox, list('C05', 'E')))
  const { recordings, readme } = checkSource(plugin)
  for (const [id, severity, found] of [
    ['R01', 'E', recordings],
    ['Q01', 'W', readme],
  ] as const)
    for (const fault of found) list(id, severity).add(fault.file, fault.at, fault.message)
  if (!existsSync(path.join(plugin.folder, 'CHANGELOG.md')))
    list('Q02', 'I').add('CHANGELOG.md', '', 'is not there: changes are told elsewhere')
  for (const close of closing) await close()
  return findings
}

async function withSandbox(
  given: Pick<Sandbox, 'runHandler'> | undefined,
  work: (sandbox: Pick<Sandbox, 'runHandler'>) => Promise<void>,
): Promise<void> {
  if (given !== undefined) return work(given)
  const sandbox = await openSandbox({ clock: systemClock, logger: createLogger({ level: 'silent' }) })
  try {
    await work(sandbox)
  } finally {
    await sandbox.close()
  }
}

function samplesOf({ manifest }: LoadedPlugin): string[] {
  return [...new Set([...manifest.actions, ...manifest.triggers, ...(manifest.resources ?? [])].map((one) => one.sample))]
}

/** Everything a stranger would read: code, schemas, samples, recordings, prose. The emulator's own data is invented. */
async function textFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.(json|ts|md|svg)$/.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) => !/^(emulator|node_modules)\//.test(file))
}

async function checkSquare({ folder, manifest }: LoadedPlugin, faults: FaultList): Promise<void> {
  const svg = await readFile(path.join(folder, manifest.icon), 'utf8')
  const box = /viewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(svg)
  if (box === null) faults.add(manifest.icon, '', 'has no viewBox')
  else if (Number(box[1]) !== Number(box[2])) faults.add(manifest.icon, '', 'is not square')
}

async function checkPackages({ folder }: LoadedPlugin, faults: FaultList): Promise<void> {
  const file = path.join(folder, 'package.json')
  if (!existsSync(file)) return
  const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(await readFile(file, 'utf8'))
  for (const name of Object.keys(dependencies).filter((one) => one !== '@tomada/sdk'))
    faults.add('package.json', '/dependencies', `${name} is third-party code: name it and its licence in README.md`)
}
