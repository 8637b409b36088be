import semver from 'semver'
import project from '../../package.json' with { type: 'json' }
import type { Manifest } from '../../sdk/manifest.gen.ts'
import sdk from '../../sdk/package.json' with { type: 'json' }
import { checkAuthAddresses } from './check-auth-addresses.ts'
import { checkLimits } from './check-limits.ts'
import type { FaultList } from './fault-list.ts'
import { handlerEntries } from './handler-entries.ts'
import { isOfficial } from './mount-path.ts'
import type { ActionTier, ListTier, LoadedPlugin } from './registry.types.ts'

const FILE = 'manifest.json'
/**
 * Paths of the product itself; no connector may stand in front of them. Below /api an official connector may keep the addresses of a
 * system that it replaces, as long as no endpoint of ours fits them; that is checked where all endpoints are known.
 */
const OWN_PATHS = /^\/(api|app|auth|hooks|oauth|v1|x|healthz|readyz|metrics|socket\.io)(\/|$)|^\/$/
const SHARED_PATHS = /^\/api\/./
const MAX_ICON_BYTES = 64 * 1024
const UNSAFE_ICON = /<\s*(script|foreignObject|image|use|a|style|iframe)\b|\son[a-z]+\s*=|href\s*=|<!|url\s*\(\s*["']?\s*[a-z]+:/i

/** What a manifest shows to the outside: hosts it reaches, paths it claims, host versions it runs on, its picture. */
export function checkSurface(
  manifest: Manifest,
  loaded: Pick<LoadedPlugin, 'actions' | 'resources' | 'webhookEntries' | 'settings'>,
  faults: FaultList,
): void {
  checkEngine(manifest, faults)
  checkTiers(manifest, faults)
  checkMail(manifest, loaded, faults)
  if (manifest.permissions.operatorEgress !== undefined && !isOfficial(manifest))
    faults.add(FILE, '/permissions/operatorEgress', 'only connectors of Tomada call what the operator named')
  checkAuthAddresses(manifest, loaded, faults, (method, url, at) => checkCovered(manifest, method, url, at, FILE, faults))
  checkLimits(manifest, loaded.settings?.in('en'), faults)
  for (const [entry, { method, fixedUrl }] of templatesOf(manifest, loaded)) {
    checkCovered(manifest, method, fixedUrl, '/request/url', entry, faults)
  }
  checkClaims(manifest, faults)
}

/** Every declarative request, with the file that holds it. */
function templatesOf(
  manifest: Manifest,
  loaded: Pick<LoadedPlugin, 'actions' | 'resources' | 'webhookEntries'>,
): Array<[string, { method: string; fixedUrl: string }]> {
  const named: Array<[string | undefined, ActionTier | ListTier | null | undefined]> = [
    ...[...loaded.actions.values()].map(({ declared, tier }): [string, ActionTier] => [declared.entry, tier]),
    ...[...loaded.resources.values()].flatMap(
      ({ declared, list, detail }): Array<[string | undefined, ActionTier | ListTier | undefined]> => [
        [declared.list, list],
        [declared.detail?.entry, detail?.tier],
      ],
    ),
    ...manifest.webhooks.flatMap((webhook): Array<[string | undefined, ActionTier | ListTier | null | undefined]> => {
      const entries = loaded.webhookEntries.get(webhook.name)
      return [
        [webhook.subscribe, entries?.subscribe],
        [webhook.unsubscribe, entries?.unsubscribe],
        [webhook.missed?.entry, entries?.missed],
      ]
    }),
  ]
  return named.flatMap(
    ([entry, tier]): Array<[string, { method: string; fixedUrl: string }]> =>
      entry !== undefined && tier?.kind === 'template' ? [[entry, tier.template]] : [],
  )
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
  const read = (manifest.resources ?? []).flatMap(({ list, detail }) => [list, detail?.entry])
  const isNative = [...manifest.actions.map(({ entry }) => entry), ...read].some((entry) => entry?.startsWith('driver#') === true)
  // A driver is reviewed like the host's own code: nobody else's runs.
  if (isNative && !isOfficial(manifest)) faults.add(FILE, '/runtime/kind', 'only connectors of Tomada have a driver')
  const kind = isNative ? 'driver' : handlerEntries(manifest).length > 0 ? 'sandbox' : 'declarative'
  if (manifest.runtime.kind !== kind) faults.add(FILE, '/runtime/kind', `the entries make it ${kind}`)
}

const PROTOCOLS_OF = { send: ['smtp'], list: ['imap'], verify: [] } as const

/** Speaking to mail servers is a right of its own, and needs a connection that names them. */
function checkMail(manifest: Manifest, { actions }: Pick<LoadedPlugin, 'actions'>, faults: FaultList): void {
  const allowed = manifest.permissions.mail?.protocols ?? []
  const isAccount = manifest.auth.some((auth) => auth.type === 'mail' || (auth.type === 'oauth2' && auth.mail !== undefined))
  for (const { declared, tier } of actions.values()) {
    if (tier.kind !== 'mail') continue
    if (manifest.permissions.mail === undefined) faults.add(declared.entry, '/mail', 'permissions.mail is not declared')
    for (const protocol of PROTOCOLS_OF[tier.operation])
      if (!allowed.includes(protocol)) faults.add(declared.entry, '/mail', `${protocol} is not in permissions.mail`)
    if (!isAccount) faults.add(declared.entry, '/mail', 'no way to connect is of type mail')
    if ((tier.operation === 'send') !== (declared.effect === 'send'))
      faults.add(FILE, '/actions', `${declared.name}: the effect is not that of its entry`)
  }
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

/** Routes of other publishers stand below an address of their own: only a root path can be anybody's. */
function checkClaims(manifest: Manifest, faults: FaultList): void {
  const official = isOfficial(manifest)
  for (const [index, { path }] of manifest.routes.entries())
    if (official && isTaken(path)) faults.add(FILE, `/routes/${index}/path`, `${path} belongs to the product itself`)
  for (const [index, { paths = [] }] of manifest.webhooks.entries()) {
    const at = `/webhooks/${index}/paths`
    if (!official && paths.length > 0) faults.add(FILE, at, 'only connectors of Tomada have root paths')
    for (const path of paths) if (isTaken(path)) faults.add(FILE, at, `${path} belongs to the product itself`)
  }
}

function isTaken(path: string): boolean {
  return OWN_PATHS.test(path) && !SHARED_PATHS.test(path)
}

/** A picture that is only a picture: it is shown inside our pages. */
export function checkIcon(svg: string, file: string, faults: FaultList): void {
  if (Buffer.byteLength(svg) > MAX_ICON_BYTES) faults.add(file, '', 'larger than 64 KB')
  if (!/^\s*<svg\s/.test(svg)) faults.add(file, '', 'is not an SVG picture')
  if (UNSAFE_ICON.test(svg)) faults.add(file, '', 'holds a script, a link or an outside reference')
}
