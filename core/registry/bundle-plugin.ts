import { createHash } from 'node:crypto'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild'
import { withEsbuild } from '../platform/esbuild-service.ts'
import type { HandlerEntry } from './handler-entries.ts'

const SDK = fileURLToPath(new URL('../../sdk/', import.meta.url))
/** What of the sdk runs in a sandbox. */
const SANDBOX_SDK: ReadonlyMap<string, string> = new Map([
  ['@tomada/sdk', 'index.ts'],
  ['@tomada/sdk/spreadsheet', 'spreadsheet/index.ts'],
])
const ENTRY = 'connector-entries'
export const MAX_BUNDLE_BYTES = 1024 * 1024

export interface Bundle {
  /** One classic script without imports: `globalThis.__plugin = {'actions/create-order.ts': fn, …}`. */
  script: string
  /** sha256 of the script, hex: the sandbox's cache key. */
  hash: string
}

/** The connector's code cannot become one script: each message names the file and why. */
export class BundleError extends Error {
  override readonly name = 'BundleError'
  readonly faults: ReadonlyArray<{ file: string; message: string }>
  constructor(faults: ReadonlyArray<{ file: string; message: string }>) {
    super(faults.map((fault) => `${fault.file}: ${fault.message}`).join('\n'))
    this.faults = faults
  }
}

/**
 * Joins the default exports of `entries` (files inside `folder`) into one script for the isolate. Only files of the folder, the
 * sdk and the packages that its package.json names can be imported, and nothing of Node.
 */
export async function bundlePlugin(folder: string, entries: readonly HandlerEntry[], packages: readonly string[] = []): Promise<Bundle> {
  const files = [...new Set(entries.map((entry) => entry.file))]
  const imports = files.map((file, index) => `import entry${index} from ${JSON.stringify(`./${file}`)}`)
  const members = entries.map(({ file, part }) => {
    const value = `entry${files.indexOf(file)}`
    if (part === null) return `${JSON.stringify(file)}: ${value}`
    // A file with one function may export it bare; one with several exports what defineResource() or defineWebhook() gave.
    return `${JSON.stringify(`${file}#${part}`)}: typeof ${value} === 'function' ? ${value} : Object(${value})[${JSON.stringify(part)}]`
  })
  const contents = `${imports.join('\n')}\nglobalThis.__plugin = { __proto__: null, ${members.join(', ')} }\n`
  const options = {
    stdin: { contents, resolveDir: folder, sourcefile: ENTRY, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'neutral',
    target: 'es2024',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    tsconfigRaw: {},
    plugins: [onlyOwnFiles(folder, packages)],
  } satisfies BuildOptions & { write: false }
  const result = await withEsbuild(({ build }) => build(options)).catch((error: unknown) => {
    throw new BundleError(faultsOf(error))
  })
  const script = result.outputFiles[0]?.text ?? ''
  if (Buffer.byteLength(script) > MAX_BUNDLE_BYTES)
    throw new BundleError([{ file: 'package.json', message: 'the code is larger than 1 MB when joined' }])
  return { script, hash: createHash('sha256').update(script).digest('hex') }
}

function onlyOwnFiles(folder: string, packages: readonly string[]): Plugin {
  const isAllowed = (name: string) => packages.some((known) => name === known || name.startsWith(`${known}/`))
  const resolve = (args: OnResolveArgs): OnResolveResult | undefined => {
    if (args.kind === 'dynamic-import' || args.kind === 'require-call') return refusal(`${args.kind} is not available in the sandbox`)
    const part = SANDBOX_SDK.get(args.path)
    if (part !== undefined) return { path: path.join(SDK, part) }
    if (!args.path.startsWith('.'))
      return isAllowed(args.path)
        ? undefined
        : refusal(`${args.path} may not be imported: only the sdk and packages of package.json that need nothing of Node`)
    const file = path.join(args.resolveDir, args.path)
    if (isInside(SDK, args.importer) && isInside(SDK, file)) return undefined
    if (!isInside(folder, file))
      return isInside(folder, args.importer) || args.importer === ENTRY
        ? refusal(`${args.path} is outside the connector's folder`)
        : undefined
    if (isInside(path.join(folder, 'emulator'), file)) return refusal('an emulator shares no code with its connector')
    return undefined
  }
  return { name: 'only-own-files', setup: (setup) => setup.onResolve({ filter: /.*/ }, resolve) }
}

function refusal(text: string): OnResolveResult {
  return { errors: [{ text }] }
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file)
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative)
}

function faultsOf(error: unknown): Array<{ file: string; message: string }> {
  if (typeof error !== 'object' || error === null || !('errors' in error) || !Array.isArray(error.errors)) throw error
  return error.errors.map((one: { text?: unknown; location?: { file?: unknown } | null }) => ({
    file: typeof one.location?.file === 'string' ? path.basename(one.location.file) : 'package.json',
    message: String(one.text),
  }))
}
