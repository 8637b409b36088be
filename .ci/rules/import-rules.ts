import { type Import, importsOf, isTest, type SourceFile } from './source-files.ts'

/** Who may import whom (the table of `docs/adr/0004-import-directions.md`). Each rule says why an import is refused, or null. */

type Rule = (file: string, imported: Import) => string | null

/** Files of a slice that others may import: its service, its types and contracts. Its store, routes and jobs are its own. */
const OPEN_FILES = /(\.service\.ts|\.types\.ts|\.gen\.ts|\.schema\.json|\.routes\.ts)$/

/**
 * Folders of core, and which others each may import. Whatever is not listed is refused. `main.ts`, `wire.ts` and `app.ts`
 * put everything together and may import all.
 */
const CORE_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  config: ['platform'],
  setup: ['platform', 'config'],
  gen: [
    'platform',
    'config',
    'http',
    'identity',
    'connections',
    'intake',
    'events',
    'flows',
    'runs',
    'registry',
    'actions',
    'triggers',
    'demo',
    'sync',
  ],
  http: ['platform', 'identity'],
  identity: ['platform', 'http'],
  registry: ['platform', 'http', 'sandbox'],
  sandbox: ['platform'],
  egress: ['platform'],
  connections: ['platform', 'http', 'identity', 'registry', 'egress', 'sandbox'],
  actions: ['platform', 'registry', 'sandbox', 'egress', 'connections'],
  flows: ['platform', 'http', 'identity', 'registry', 'sandbox', 'connections', 'actions', 'egress'],
  importer: ['platform', 'http', 'flows'],
  runs: ['platform', 'http', 'identity', 'registry', 'sandbox', 'connections', 'flows', 'actions', 'egress', 'step-cache'],
  drivers: ['platform', 'http', 'identity', 'egress'],
  events: ['platform', 'registry', 'sandbox', 'connections', 'flows', 'runs', 'intake'],
  intake: ['platform', 'http', 'identity', 'registry', 'sandbox', 'connections', 'flows', 'runs', 'events'],
  triggers: ['platform', 'http', 'identity', 'registry', 'sandbox', 'actions', 'flows', 'runs', 'intake'],
  queue: ['platform', 'http', 'identity', 'actions', 'egress', 'http-step', 'flows', 'runs'],
  alerts: ['platform', 'http', 'identity', 'connections', 'runs', 'queue'],
  dashboards: ['platform', 'http', 'runs', 'resources'],
  replay: ['platform', 'http', 'identity', 'sandbox', 'flows', 'runs'],
  sync: ['platform', 'http', 'identity', 'registry', 'connections', 'actions', 'flows', 'runs', 'events', 'intake', 'resources'],
  'plugin-routes': ['platform', 'http', 'identity', 'registry', 'actions', 'connections', 'intake', 'queue', 'resources', 'sync'],
  hub: ['platform', 'http', 'identity', 'registry', 'resources', 'connections', 'actions'],
  'record-views': ['platform', 'http', 'identity', 'registry', 'actions', 'resources', 'sync'],
  'quick-replies': ['platform', 'http', 'identity'],
  calendar: ['platform', 'http', 'identity'],
  'data-store': ['platform', 'http', 'identity', 'registry'],
  resources: ['platform', 'http', 'identity', 'registry', 'actions', 'egress', 'sandbox', 'connections'],
  spreadsheets: ['platform'],
  files: ['platform'],
  exports: ['platform', 'http', 'identity', 'files', 'spreadsheets', 'resources', 'data-store', 'dashboards'],
  'table-imports': ['platform', 'http', 'identity', 'files', 'spreadsheets', 'data-store', 'resources'],
  'http-step': ['platform', 'http', 'registry', 'egress', 'actions'],
  'step-cache': ['platform'],
  retention: ['platform', 'http', 'identity'],
  limits: ['platform', 'http'],
  integrations: ['platform', 'http', 'connections'],
  tasks: ['platform', 'http', 'identity', 'runs'],
  waits: ['platform', 'http', 'events', 'runs', 'tasks'],
  realtime: ['platform', 'http', 'identity'],
  development: ['platform', 'config', 'http', 'egress', 'registry', 'resources'],
  demo: ['platform', 'config', 'http', 'identity', 'flows', 'connections', 'registry'],
}

/** Layers below the slices, and the pure mappings of events: any of their files may be imported by those who may import the folder. */
const LIBRARIES: readonly string[] = [
  'platform',
  'config',
  'http',
  'registry',
  'sandbox',
  'egress',
  'actions',
  'step-cache',
  'resources',
  'setup',
  'events',
  'files',
  'spreadsheets',
]

const coreFolders: Rule = (file, { target, isTypeOnly }) => {
  const from = coreFolder(file)
  const to = target === null ? null : coreFolder(target)
  if (from === null || to === null || from === to || isTest(file)) return null
  if (to === 'testing') return 'core/testing is for tests'
  if (target === 'core/identity/roles.ts') return null
  const allowed = CORE_MAY_IMPORT[from]
  if (allowed === undefined) return `core/${from} has no entry in the table of import directions`
  if (!allowed.includes(to)) return isTypeOnly && /\.types\.ts$/.test(target ?? '') ? null : `core/${from} may not import core/${to}`
  return isTypeOnly || LIBRARIES.includes(to) || OPEN_FILES.test(target ?? '')
    ? null
    : `core/${to} is entered through its service and types only`
}

/** The folder of core a file lives in; null for files at its top, which put everything together. */
function coreFolder(file: string): string | null {
  return /^core\/([^/]+)\//.exec(file)?.[1] ?? null
}

const coreStaysInside: Rule = (file, { target }) => {
  if (!file.startsWith('core/') || target === null || isTest(file)) return null
  return target.startsWith('core/') || target.startsWith('sdk/') || target === 'package.json' ? null : 'core imports core and sdk only'
}

const sdkStaysInside: Rule = (file, { target, specifier }) => {
  if (!file.startsWith('sdk/') || file.startsWith('sdk/cli/') || isTest(file)) return null
  if (target !== null && !target.startsWith('sdk/')) return 'sdk imports nothing of the rest'
  if (!file.startsWith('sdk/flow/')) return null
  if (specifier.startsWith('node:')) return 'sdk/flow also runs in the browser'
  return target !== null && !target.startsWith('sdk/flow/') ? 'sdk/flow is pure: it imports nothing outside itself' : null
}

/** The command line checks and tries connectors with the host's own code: it stands above both, and only a program starts it. */
const commandsStandAbove: Rule = (file, { target }) => {
  if (target === null || isTest(file)) return null
  if (file.startsWith('sdk/cli/')) return /^(core|sdk)\//.test(target) ? null : 'the command line imports core and sdk only'
  return target.startsWith('sdk/cli/') && file !== 'core/main.ts' ? 'only core/main.ts starts the command line' : null
}

const pluginsAreClosed: Rule = (file, { target, specifier }) => {
  const [, plugin, rest = ''] = /^plugins\/([^/]+)\/(.+)$/.exec(file) ?? []
  if (plugin === undefined || isTest(file)) return null
  const isEmulator = rest.startsWith('emulator/')
  if (target?.startsWith('sdk/'))
    return target.startsWith('sdk/emulator/') && !isEmulator ? "only a connector's emulator uses sdk/emulator" : null
  if (target !== null && !target.startsWith(`plugins/${plugin}/`)) return 'a connector imports sdk and its own folder only'
  if (isEmulator)
    return target !== null && !target.startsWith(`plugins/${plugin}/emulator/`) ? 'an emulator shares no code with its connector' : null
  if (target?.startsWith(`plugins/${plugin}/emulator/`)) return 'a connector shares no code with its emulator'
  return specifier.startsWith('node:') && !/^driver(\.ts$|\/)/.test(rest)
    ? 'a connector runs in the sandbox: there is no node: there'
    : null
}

/** What a manifest names, as the routes and jobs of a connector; what it shares; the client and the rest of its root. */
const CONNECTOR_LAYERS: Readonly<Record<string, number>> = { actions: 2, triggers: 2, resources: 2, webhooks: 2, routes: 2, map: 1 }

const connectorLayers: Rule = (file, { target }) => {
  if (target === null || isTest(file)) return null
  const [from, to] = [connectorLayer(file), connectorLayer(target)]
  if (from === null || to === null || from >= to) return null
  return "a connector's layers point one way: entries use map and client, map uses client"
}

/** Null outside of connectors, and in their emulators and test kits. */
function connectorLayer(file: string): number | null {
  const [, rest = ''] = /^plugins\/[^/]+\/(.+)$/.exec(file) ?? []
  const [folder = '', inside] = rest.split('/')
  if (rest === '' || folder === 'emulator' || folder === 'testing') return null
  return inside === undefined ? 0 : (CONNECTOR_LAYERS[folder] ?? 0)
}

const uiSpeaksHttp: Rule = (file, { target }) => {
  if (!file.startsWith('ui/') || target === null || target.startsWith('ui/') || isTest(file)) return null
  return target.startsWith('sdk/flow/') ? null : 'ui imports sdk/flow and nothing else outside ui'
}

const HTTP_CLIENTS = /^(undici|axios|got|node-fetch|ky|superagent|needle|(node:)?https)$/

const oneWayOut: Rule = (file, { specifier, isTypeOnly }) => {
  if (!/^(core|sdk|plugins)\//.test(file) || /^(core\/egress|sdk\/emulator)\//.test(file) || isTest(file)) return null
  return HTTP_CLIENTS.test(specifier) && !isTypeOnly ? 'C14: outbound requests leave through core/egress only' : null
}

const isolatesLiveInChildren: Rule = (file, { specifier }) => {
  if (specifier !== 'isolated-vm' || file.startsWith('core/sandbox/child')) return null
  return 'C01: isolates live in sandbox children only'
}

const noEvaluation: Rule = (file, { specifier }) =>
  file.startsWith('core/') && /^(node:)?(vm|vm2)$/.test(specifier) ? 'C12: the core evaluates no code' : null

const RULES: readonly Rule[] = [
  coreFolders,
  coreStaysInside,
  sdkStaysInside,
  commandsStandAbove,
  pluginsAreClosed,
  connectorLayers,
  uiSpeaksHttp,
  oneWayOut,
  isolatesLiveInChildren,
  noEvaluation,
]

/** Every import that a rule refuses, as `file: specifier: why`. */
export function brokenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((imported) =>
      RULES.flatMap((rule) => {
        const why = rule(file.path, imported)
        return why === null ? [] : [`${file.path}: ${imported.specifier}: ${why}`]
      }),
    ),
  )
}

/** Circles among the imports that exist at run time, each once, as `a → b → a`. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const next = new Map(
    files.map((file) => [file.path, importsOf(file).flatMap(({ target, isTypeOnly }) => (target === null || isTypeOnly ? [] : [target]))]),
  )
  const done = new Set<string>()
  const cycles = new Set<string>()
  const walk = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file)
    // A component that draws a tree draws itself.
    if (start >= 0 && !trail.slice(start).every((step) => step.endsWith('.svelte'))) cycles.add([...trail.slice(start), file].join(' → '))
    if (start >= 0 || done.has(file)) return
    for (const target of next.get(file) ?? []) walk(target, [...trail, file])
    done.add(file)
  }
  for (const file of next.keys()) walk(file, [])
  return [...cycles]
}
