import type { Manifest, Route } from '../../sdk/manifest.gen.ts'
import type { FaultList } from './fault-list.ts'
import { handlerOf } from './handler-entries.ts'
import type { PluginFiles } from './plugin-files.ts'

const FILE = 'manifest.json'

/** Routes are bound to something that is there, and no two answer the same requests. */
export function checkRoutes(manifest: Manifest, files: PluginFiles, faults: FaultList): void {
  const seen = new Set<string>()
  for (const [index, route] of manifest.routes.entries()) {
    const at = `/routes/${index}`
    const shape = `${route.method} ${route.path.replaceAll(/:[A-Za-z0-9_]+/g, ':')}`
    if (seen.has(shape)) faults.add(FILE, at, `${route.method} ${route.path} is there twice`)
    seen.add(shape)
    checkParameters(route, at, faults)
    checkBind(manifest, route, { at, files, faults })
  }
}

/** Names of `:name` parts of a path, in order. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/:([A-Za-z0-9_]+)/g)].map((found) => found[1] ?? '')
}

function checkParameters({ path }: Route, at: string, faults: FaultList): void {
  const names = pathParameters(path)
  if (new Set(names).size !== names.length) faults.add(FILE, `${at}/path`, 'two parameters have one name')
  if (path.split('/').some((segment) => segment.includes(':') && !/^:[A-Za-z][A-Za-z0-9_]*$/.test(segment)))
    faults.add(FILE, `${at}/path`, 'a parameter is a whole segment: /orders/:id')
}

interface Place {
  at: string
  files: PluginFiles
  faults: FaultList
}

function checkBind(manifest: Manifest, route: Route, { at, files, faults }: Place): void {
  const { bind } = route
  if (route.access === 'public' && !bind.startsWith('platform:oauth.'))
    faults.add(FILE, `${at}/access`, 'only oauth operations are open to anybody')
  if (bind.startsWith('platform:oauth.') || route.auth !== undefined) {
    const auth = manifest.auth.find((one) => one.id === route.auth)
    if (auth?.type !== 'oauth2') faults.add(FILE, `${at}/auth`, `${route.auth} is not an oauth2 auth`)
  }
  const handler = handlerOf(bind)
  if (handler !== undefined) files.text(handler, { at: `${at}/bind` }, faults)
  const action = bind.startsWith('action:') ? bind.slice('action:'.length) : undefined
  if (action !== undefined && !manifest.actions.some((one) => one.name === action))
    faults.add(FILE, `${at}/bind`, `there is no action ${action}`)
  checkRefreshes(manifest, route, at, faults)
  if (bind.startsWith('resource:')) checkResource(manifest, bind.slice('resource:'.length), `${at}/bind`, faults)
}

function checkRefreshes(manifest: Manifest, { bind, refreshes }: Route, at: string, faults: FaultList): void {
  if (refreshes === undefined) return
  if (!bind.startsWith('action:')) faults.add(FILE, `${at}/refreshes`, 'only an action changes a record')
  if (manifest.resources?.find((one) => one.name === refreshes.resource)?.detail === undefined)
    faults.add(FILE, `${at}/refreshes/resource`, `there is no resource ${refreshes.resource} with a detail`)
}

function checkResource(manifest: Manifest, bound: string, at: string, faults: FaultList): void {
  const [name = '', operation] = bound.split('.')
  const resource = manifest.resources?.find((one) => one.name === name)
  if (resource === undefined) faults.add(FILE, at, `there is no resource ${name}`)
  else if (operation === 'stats' && resource.stats === undefined) faults.add(FILE, at, `${name} declares no stats`)
  else if (operation === 'sync' && resource.detail === undefined) faults.add(FILE, at, `${name} has no detail: one record cannot be read`)
}
