import semver from 'semver'
import project from '../../package.json' with { type: 'json' }
import type { Manifest } from '../../sdk/manifest.gen.ts'
import sdk from '../../sdk/package.json' with { type: 'json' }
import type { FaultList } from './fault-list.ts'
import type { LoadedAction } from './registry.types.ts'

const FILE = 'manifest.json'
/** Paths of the product itself; no connector may stand in front of them. */
const OWN_PATHS = /^\/(api|app|auth|hooks|oauth|v1|x|healthz|readyz|metrics|socket\.io)(\/|$)|^\/$/
const MAX_ICON_BYTES = 64 * 1024
const UNSAFE_ICON = /<\s*(script|foreignObject|image|use|a|style|iframe)\b|\son[a-z]+\s*=|href\s*=|<!|url\s*\(\s*["']?\s*[a-z]+:/i

/** What a manifest shows to the outside: hosts it reaches, paths it claims, host versions it runs on, its picture. */
export function checkSurface(manifest: Manifest, actions: ReadonlyMap<string, LoadedAction>, faults: FaultList): void {
  checkEngine(manifest, faults)
  checkTiers(manifest, faults)
  for (const [index, auth] of manifest.auth.entries()) {
    if (auth.type !== 'oauth2') continue
    checkCovered(manifest, 'POST', auth.oauth2.tokenUrl, `/auth/${index}/oauth2/tokenUrl`, FILE, faults)
    if (auth.oauth2.revokeUrl !== undefined)
      checkCovered(manifest, 'POST', auth.oauth2.revokeUrl, `/auth/${index}/oauth2/revokeUrl`, FILE, faults)
  }
  for (const action of actions.values()) {
    if (action.tier.kind === 'template')
      checkCovered(manifest, action.tier.template.method, action.tier.template.fixedUrl, '/request/url', action.declared.entry, faults)
  }
  for (const [index, route] of manifest.routes.entries()) checkPath(route.path, `/routes/${index}/path`, faults)
  for (const [index, webhook] of manifest.webhooks.entries())
    for (const path of webhook.paths ?? []) checkPath(path, `/webhooks/${index}/paths`, faults)
}

function checkEngine(manifest: Manifest, faults: FaultList): void {
  const running = { platform: project.version, sdk: sdk.version }
  for (const part of ['platform', 'sdk'] as const) {
    const range = manifest.engine[part]
    if (semver.validRange(range) === null) faults.add(FILE, `/engine/${part}`, `${range} is not a version range`)
    else if (!semver.satisfies(running[part], range, { includePrerelease: true }))
      faults.add(FILE, `/engine/${part}`, `needs ${range}, this is ${running[part]}`)
  }
}

function checkTiers(manifest: Manifest, faults: FaultList): void {
  if (manifest.runtime.kind === 'driver') {
    faults.add(FILE, '/runtime/kind', 'this host runs no drivers')
    return
  }
  const hasHandlers = [...manifest.actions, ...manifest.triggers].some((one) => one.entry.endsWith('.ts'))
  const kind = hasHandlers ? 'sandbox' : 'declarative'
  if (manifest.runtime.kind !== kind) faults.add(FILE, '/runtime/kind', `the entries make it ${kind}`)
}

function checkCovered(manifest: Manifest, method: string, url: string, at: string, file: string, faults: FaultList): void {
  const { protocol, hostname, port, pathname } = new URL(url)
  const isCovered = manifest.permissions.egress.some(
    (rule) =>
      hostMatches(rule.host, hostname) &&
      rule.methods.some((allowed) => allowed === method) &&
      protocol === `${rule.scheme ?? 'https'}:` &&
      port === (rule.port === undefined ? '' : String(rule.port)) &&
      pathname.startsWith(rule.pathPrefix ?? '/'),
  )
  if (!isCovered) faults.add(file, at, `${method} ${hostname}${pathname} is not in permissions.egress`)
}

function hostMatches(declared: string, host: string): boolean {
  return declared.startsWith('*.') ? host.endsWith(declared.slice(1)) : declared === host
}

function checkPath(path: string, at: string, faults: FaultList): void {
  if (OWN_PATHS.test(path)) faults.add(FILE, at, `${path} belongs to the product itself`)
}

/** A picture that is only a picture: it is shown inside our pages. */
export function checkIcon(svg: string, file: string, faults: FaultList): void {
  if (Buffer.byteLength(svg) > MAX_ICON_BYTES) faults.add(file, '', 'larger than 64 KB')
  if (!/^\s*<svg\s/.test(svg)) faults.add(file, '', 'is not an SVG picture')
  if (UNSAFE_ICON.test(svg)) faults.add(file, '', 'holds a script, a link or an outside reference')
}
