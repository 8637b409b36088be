import type { Sandbox } from '../../sandbox/sandbox.types.ts'
import type { FaultList } from '../fault-list.ts'
import { handlerEntries } from '../handler-entries.ts'
import type { LoadedPlugin } from '../registry.types.ts'

/** Asked instead of an entry: what each of them is. */
const PROBE = '__entries'
const LIMITS = { cpuMs: 1000, wallMs: 10_000, memoryMb: 32 }

/** Loads the code in the sandbox, in 32 MB, and looks whether every entry is a function that takes what it is given. */
export async function checkEntries(plugin: LoadedPlugin, sandbox: Pick<Sandbox, 'runHandler'>, faults: FaultList): Promise<void> {
  const { bundle, manifest, name } = plugin
  if (bundle === null) return
  const probe = `\nglobalThis.__plugin[${JSON.stringify(PROBE)}] = () => Object.fromEntries(Object.entries(globalThis.__plugin).map(([name, entry]) => [name, typeof entry === 'function' ? entry.length : typeof entry]))\n`
  const result = await sandbox.runHandler({
    tenantId: '',
    plugin: { name, version: manifest.version, trust: 'third-party' },
    bundle: { script: bundle.script + probe, hash: `${bundle.hash}-entries` },
    entry: PROBE,
    input: null,
    context: {},
    now: 0,
    seed: '00',
    host: {
      http: async () => ({ ok: false, error: { code: 'egress_refused', message: 'a check makes no calls', sent: 'no' } }),
      log: () => undefined,
    },
    limits: LIMITS,
  })
  if (!result.ok) {
    faults.add('code', '', `does not load in the sandbox: ${result.error.message}`)
    return
  }
  const kinds = new Map(Object.entries(result.output ?? {}))
  for (const { file, part } of handlerEntries(manifest)) {
    const kind = kinds.get(part === null ? file : `${file}#${part}`)
    if (typeof kind !== 'number') faults.add(file, '', `exports ${part === null ? 'no function' : `no function ${part}`}`)
    else if (kind > 2) faults.add(file, '', `takes ${kind} parameters: an entry takes (input, ctx)`)
  }
}
