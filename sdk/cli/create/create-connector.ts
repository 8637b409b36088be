import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Manifest } from '../../manifest.gen.ts'
import { CommandError, UsageError } from '../terminal.ts'
import { type AuthKind, authParts } from './auth-kinds.ts'

/** A connector that works, in words which `wordsFor` replaces. */
const TEMPLATE = fileURLToPath(new URL('template-shop/', import.meta.url))
const SIGN_IN = fileURLToPath(new URL('sign-in/', import.meta.url))
/** Wherever this runs from: the sources, or the published package. */
const SDK = path.dirname(createRequire(import.meta.url).resolve('@tomada/sdk/package.json'))

export interface CreateOptions {
  /** Absolute; made unless it is there and empty. */
  folder: string
  name: string
  publisher: string
  auth: AuthKind
  /** Plural, kebab-case. */
  resource: string
}

/** Writes the connector; gives the files' paths. Throws UsageError and CommandError, and then nothing was written. */
export async function createConnector(options: CreateOptions): Promise<string[]> {
  checkOptions(options)
  const { folder, auth } = options
  // Not there yet; what else hinders reading it also hinders writing, which then says so.
  const there = await readdir(folder).catch(() => [])
  if (there.length > 0) throw new CommandError(`${folder} is not empty`)
  const say = wordsFor(options)
  const files = await templateFiles(auth)
  const written: string[] = []
  for (const [file, text] of files) {
    const target = path.join(folder, say(file))
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, say(text))
    written.push(say(file))
  }
  await linkSdk(folder)
  return written.sort()
}

function checkOptions({ folder, name, publisher, resource }: CreateOptions): void {
  if (name !== path.basename(folder)) throw new UsageError(`the folder of the connector ${name} must be called ${name}`)
  for (const [what, text] of [
    ['name', name],
    ['publisher', publisher],
    ['resource', resource],
  ] as const)
    if (!/^[a-z][a-z0-9-]{1,38}$/.test(text)) throw new UsageError(`${what}: small letters, digits and hyphens, not "${text}"`)
  if (/^accounts?$/.test(resource)) throw new UsageError('resource: the account is what tests the connection; name what it has')
}

async function templateFiles(auth: AuthKind): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const entry of await readdir(TEMPLATE, { recursive: true, withFileTypes: true })) {
    const file = path.relative(TEMPLATE, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')
    if (!entry.isFile() || file.startsWith('node_modules/')) continue
    files.set(file, await readFile(path.join(TEMPLATE, file), 'utf8'))
  }
  const parts = authParts(auth)
  const manifest: Manifest = JSON.parse(files.get('manifest.json') ?? '{}')
  files.set('manifest.json', jsonText({ ...manifest, auth: [parts.auth] }))
  for (const [file, value] of Object.entries(parts.files)) files.set(file, jsonText(value))
  if (parts.signIn !== null) files.set('emulator/sign-in.ts', await readFile(path.join(SIGN_IN, parts.signIn), 'utf8'))
  files.set('.gitignore', 'node_modules/\n*.tgz\n')
  files.set('tsconfig.json', jsonText(TSCONFIG))
  return files
}

const TSCONFIG = {
  compilerOptions: {
    target: 'esnext',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    resolveJsonModule: true,
    skipLibCheck: true,
  },
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** Replaces the template's words; longer ones first, so that no word is replaced in part. */
function wordsFor({ name, publisher, resource }: CreateOptions): (text: string) => string {
  const single = singularOf(resource)
  const words: ReadonlyArray<[from: RegExp, to: string]> = [
    [/template-publisher/g, publisher],
    [/Template Publisher/g, titleOf(publisher)],
    [/template-shop/g, name],
    [/Template Shop/g, titleOf(name)],
    [/TEMPLATE_SHOP/g, name.toUpperCase().replaceAll('-', '_')],
    [/\bwidgets\b/g, resource],
    [/\bwidget\b/g, single],
    [/\bWidgets\b/g, titleOf(resource)],
    [/\bWidget\b/g, titleOf(single)],
  ]
  return (text) => words.reduce((done, [from, to]) => done.replace(from, to), text)
}

function singularOf(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`
  return plural.endsWith('s') && !plural.endsWith('ss') ? plural.slice(0, -1) : `one-${plural}`
}

function titleOf(kebab: string): string {
  const [first = '', ...rest] = kebab.split('-')
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(' ')
}

/** So that editors and `node emulator/main.ts` find the SDK before `npm install` has been run; where links are not allowed, they wait for it. */
async function linkSdk(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'node_modules', '@tomada'), { recursive: true })
  await symlink(SDK, path.join(folder, 'node_modules', '@tomada', 'sdk'), 'junction').catch((error: unknown) => {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EPERM') throw error
  })
}
