import { execFile } from 'node:child_process'
import { cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'

const SDK = fileURLToPath(new URL('../', import.meta.url))
const ROOT = path.join(SDK, '..')
/** What can be imported, and the file that it is. */
const ENTRIES = {
  index: 'index.ts',
  flow: 'flow/index.ts',
  spreadsheet: 'spreadsheet/index.ts',
  emulator: 'emulator/index.ts',
  cli: 'cli/standalone.ts',
}

/**
 * `npm run build -w sdk`: the package as it is published, in `sdk/dist` (`npm publish sdk/dist`). JavaScript for any Node from 22 on,
 * because Node strips no types below node_modules. In this project nothing uses it: here the sources are imported.
 */
export async function buildSdk(out: string): Promise<void> {
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  const packages = await bundle(out)
  await declareTypes(out)
  await cp(path.join(SDK, 'cli', 'create', 'template-shop'), path.join(out, 'template-shop'), { recursive: true })
  await cp(path.join(SDK, 'cli', 'create', 'sign-in'), path.join(out, 'sign-in'), { recursive: true })
  await cp(path.join(SDK, 'emulator', 'page'), path.join(out, 'page'), { recursive: true })
  for (const file of ['README.md', 'manifest.schema.json']) await cp(path.join(SDK, file), path.join(out, file))
  await cp(path.join(ROOT, 'LICENSE'), path.join(out, 'LICENSE'))
  await writeFile(path.join(out, 'package.json'), `${JSON.stringify(await manifestOf(packages), null, 2)}\n`)
}

/** Names of the packages that the built files import. */
async function bundle(out: string): Promise<Set<string>> {
  const { metafile } = await build({
    entryPoints: Object.entries(ENTRIES).map(([name, file]) => ({ in: path.join(SDK, file), out: name })),
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    metafile: true,
    logLevel: 'warning',
  })
  const imported = Object.values(metafile.outputs).flatMap((output) => output.imports.filter((one) => one.external === true))
  const names = imported.map(({ path: name }) =>
    name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  )
  return new Set(names.filter((name) => !name.startsWith('node:') && name !== '@tomada/sdk'))
}

async function declareTypes(out: string): Promise<void> {
  const types = path.join(out, 'types')
  const files = [ENTRIES.index, ENTRIES.flow, ENTRIES.spreadsheet, ENTRIES.emulator].map((file) => path.join(SDK, file))
  const options = ['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--rewriteRelativeImportExtensions', '--resolveJsonModule']
  const language = ['--target', 'esnext', '--module', 'nodenext', '--strict', '--skipLibCheck', '--types', 'node', '--rootDir', SDK]
  await promisify(execFile)(
    process.execPath,
    [path.join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, ...language, '--outDir', types, ...files],
    {
      cwd: ROOT,
    },
  )
  for await (const file of glob('**/*.d.ts', { cwd: types })) {
    const text = await readFile(path.join(types, file), 'utf8')
    await writeFile(path.join(types, file), text.replace(/(['"])(\.{1,2}\/[^'"]+)\.ts\1/g, '$1$2.js$1'))
  }
}

async function manifestOf(packages: ReadonlySet<string>): Promise<Record<string, unknown>> {
  const own: { name: string; version: string; license: string } = JSON.parse(await readFile(path.join(SDK, 'package.json'), 'utf8'))
  const root: { dependencies: Record<string, string> } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'))
  const entry = (name: string, types: string) => ({ types: `./types/${types}`, default: `./${name}.js` })
  return {
    name: own.name,
    version: own.version,
    description: 'Types, test kit and command line for connectors of Tomada.',
    license: own.license,
    type: 'module',
    engines: { node: '>=22' },
    bin: { tomada: './cli.js' },
    exports: {
      '.': entry('index', 'index.d.ts'),
      './flow': entry('flow', 'flow/index.d.ts'),
      './spreadsheet': entry('spreadsheet', 'spreadsheet/index.d.ts'),
      './emulator': entry('emulator', 'emulator/index.d.ts'),
      './manifest.schema.json': './manifest.schema.json',
      './package.json': './package.json',
    },
    dependencies: Object.fromEntries([...packages].sort().map((name) => [name, root.dependencies[name] ?? '*'])),
  }
}

if (import.meta.main) {
  const out = path.join(SDK, 'dist')
  await buildSdk(out)
  process.stdout.write(`${out}: publish it with npm publish sdk/dist\n`)
}
