import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions, Plugin } from 'esbuild'
import { CODE_LIBRARIES } from '../../sdk/flow/code-libraries.ts'
import { withEsbuild } from '../platform/esbuild-service.ts'

/** A library of the list, as text for the guest. */
export interface LibraryScript {
  /** One JavaScript expression whose value is the library's exports. */
  js: string
  exports: ReadonlySet<string>
}

const FOLDER = fileURLToPath(new URL('guest/libraries/', import.meta.url))

const made = new Map<string, Promise<LibraryScript>>()

/**
 * A bundle's namespaces are objects of getters. What only a getter leads to would not be found when the guest freezes the library, so it is
 * listed beside the exports, by a symbol.
 */
const WITH_REACHED = `
function withReached(library) {
  const reached = new Set()
  const queue = [library]
  for (const holder of queue) {
    for (const key of Object.keys(holder)) {
      const value = holder[key]
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null || reached.has(value)) continue
      reached.add(value)
      const isNamespace = typeof value === 'object' && Object.values(Object.getOwnPropertyDescriptors(value)).some((property) => property.get)
      if (isNamespace) queue.push(value)
    }
  }
  return Object.defineProperty(library, Symbol('reached'), { value: [...reached] })
}`

/** Null when the name is not on the list. Bundled on first use in this process: most flows import nothing. */
export async function libraryScript(name: string): Promise<LibraryScript | null> {
  if (!CODE_LIBRARIES.some((library) => library.name === name)) return null
  const known = made.get(name) ?? bundleLibrary(name)
  made.set(name, known)
  return known
}

async function bundleLibrary(name: string): Promise<LibraryScript> {
  const options = {
    entryPoints: [path.join(FOLDER, `${name}.mjs`)],
    bundle: true,
    write: false,
    minify: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'esnext',
    legalComments: 'none',
    logLevel: 'silent',
    tsconfigRaw: {},
    alias: { stream: path.join(FOLDER, 'nothing.mjs') },
    // `global` keeps a library from looking for the global object with Function('return this').
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
    plugins: [patches],
  } as const satisfies BuildOptions
  // Only the module form tells the names of its exports.
  const [script, module] = await Promise.all([
    withEsbuild(({ build }) => build({ ...options, format: 'iife', globalName: 'tomadaLibrary' })),
    withEsbuild(({ build }) => build({ ...options, format: 'esm', metafile: true, outdir: FOLDER })),
  ])
  const text = script.outputFiles[0]?.text
  const [output] = Object.values(module.metafile.outputs)
  if (text === undefined || output === undefined) throw new Error(`the library ${name} gave no script`)
  return {
    js: `(function(){${text};${WITH_REACHED};return withReached({ __proto__: null, ...tomadaLibrary })})()`,
    exports: new Set(output.exports),
  }
}

/** Changes in the libraries themselves, where no option of theirs does it. A file that has changed with a new version fails the build. */
const PATCHES: ReadonlyArray<{ file: RegExp; change(text: string): string }> = [
  // Messages in fifty languages are most of its size.
  {
    file: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/,
    change: () => "export { default as en } from './en.js'\nexport { default as pt } from './pt.js'",
  },
  // It keeps its settings and registry at the global object, which is frozen.
  {
    file: /[/\\]zod[/\\]v4[/\\]core[/\\](core|registries)\.js$/,
    change: (text) => `const ownGlobal = {};\n${replaced(text, /\bglobalThis\b/g, 'ownGlobal')}`,
  },
  // It sets this on its own patterns, which are frozen and in no need of it.
  {
    file: /[/\\]zod[/\\]v4[/\\]core[/\\](checks|schemas)\.js$/,
    change: (text) => replaced(text, /([\w.]+)\.lastIndex = 0;/g, 'if ($1.global || $1.sticky) $1.lastIndex = 0;'),
  },
  // The callable object would need properties that functions have, frozen: `bind`, `toString`.
  { file: /[/\\]lodash-es[/\\]lodash\.default\.js$/, change: () => 'export default {}' },
]

const patches: Plugin = {
  name: 'patches',
  setup({ onLoad }) {
    for (const { file, change } of PATCHES) {
      onLoad({ filter: file }, async (found) => ({ contents: change(await readFile(found.path, 'utf8')) }))
    }
  },
}

function replaced(text: string, from: RegExp, to: string): string {
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`a library no longer has ${from}: look at its patch again`)
  return changed
}
