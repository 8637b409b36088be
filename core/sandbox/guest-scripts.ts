import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { withEsbuild } from '../platform/esbuild-service.ts'

/** Texts that run in children and guests, bundled once when the sandbox opens. */
export interface GuestScripts {
  /** Source of the child process, one CommonJS text for `node -e`: nothing on disk has to be readable for it. */
  child: string
  /** Completion value: `install(mark, isWarm)`, run first in every context. */
  bootstrap: string
  /** Completion value: `loadHandler(kit)`. */
  handlerRuntime: string
  /** Declares `tomadaFlow.load(parts, kit)`; goes into every flow script, so that a version keeps its walk for life. */
  flowPrelude: string
  addon: AddonFolders
}

/** What the child must be allowed to read, and nothing else. */
export interface AddonFolders {
  isolatedVm: string
  nodeGypBuild: string
}

export async function buildGuestScripts(): Promise<GuestScripts> {
  const addon = addonFolders()
  const [child, bootstrap, handlerRuntime, flowPrelude] = await Promise.all([
    bundle('child.ts', {
      format: 'cjs',
      platform: 'node',
      alias: { 'isolated-vm': path.join(addon.isolatedVm, 'isolated-vm.js') },
      external: [path.join(addon.isolatedVm, 'isolated-vm.js')],
    }),
    bundle('guest/bootstrap.ts', { format: 'iife', globalName: 'tomadaBootstrap' }),
    bundle('guest/handler-runtime.ts', { format: 'iife', globalName: 'tomadaHandler' }),
    bundle('guest/flow-runtime.ts', { format: 'iife', globalName: 'tomadaFlow' }),
  ])
  return {
    child,
    bootstrap: completing(bootstrap, 'tomadaBootstrap.install'),
    handlerRuntime: completing(handlerRuntime, 'tomadaHandler.loadHandler'),
    flowPrelude,
    addon,
  }
}

/** Found, not loaded: the core itself holds no isolate (C01). */
function addonFolders(): AddonFolders {
  const require = createRequire(import.meta.url)
  const isolatedVm = path.dirname(require.resolve('isolated-vm/package.json'))
  const nodeGypBuild = path.dirname(createRequire(path.join(isolatedVm, 'package.json')).resolve('node-gyp-build/package.json'))
  return { isolatedVm, nodeGypBuild }
}

async function bundle(
  entry: string,
  options: Pick<BuildOptions, 'format' | 'globalName' | 'platform' | 'alias' | 'external'>,
): Promise<string> {
  const all = {
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    platform: 'neutral',
    target: 'esnext',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    tsconfigRaw: {},
    ...options,
  } satisfies BuildOptions & { write: false }
  const result = await withEsbuild(({ build }) => build(all))
  const text = result.outputFiles[0]?.text
  if (text === undefined) throw new Error(`${entry} gave no script`)
  return text
}

/** The bundle's names stay inside a function: a guest sees nothing of them. */
function completing(text: string, value: string): string {
  return `(function(){"use strict";${text};return ${value}})()`
}
