import type { Manifest } from '../../sdk/manifest.gen.ts'
import type { FaultList } from './fault-list.ts'

/** Names that only mean something inside a network; the broker would refuse what they resolve to. */
const PRIVATE_SUFFIXES = [
  'local',
  'localhost',
  'localdomain',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'private',
  'arpa',
  'onion',
  'invalid',
]
/** Second labels under which registries of countries sell names: `*.com.br` is everybody. */
const REGISTRY_LABELS = new Set([
  'com',
  'net',
  'org',
  'gov',
  'edu',
  'mil',
  'co',
  'ac',
  'ind',
  'eco',
  'adv',
  'art',
  'blog',
  'dev',
  'app',
  'tec',
  'inf',
  'srv',
  'or',
  'ne',
  'go',
])
/** Hosts under which anybody gets a name of their own. */
const SHARED_HOSTS = [
  'amazonaws.com',
  'azurewebsites.net',
  'cloudfront.net',
  'cloudfunctions.net',
  'firebaseapp.com',
  'github.io',
  'gitlab.io',
  'herokuapp.com',
  'netlify.app',
  'ngrok.io',
  'ngrok-free.app',
  'pages.dev',
  'run.app',
  'vercel.app',
  'web.app',
  'workers.dev',
]

/** Hosts that a connector may never be granted, whatever its reason. The manifest's schema has refused addresses and `*` before. */
export function checkHosts(manifest: Manifest, faults: FaultList): void {
  for (const [index, rule] of manifest.permissions.egress.entries()) {
    const reason = refusedHost(rule.host)
    if (reason !== null) faults.add('manifest.json', `/permissions/egress/${index}/host`, `${rule.host} ${reason}`)
    const twice = manifest.permissions.egress.findIndex((other) => JSON.stringify(keyOf(other)) === JSON.stringify(keyOf(rule)))
    if (twice !== index) faults.add('manifest.json', `/permissions/egress/${index}`, `${rule.host} is there twice`)
  }
}

function keyOf({ host, scheme = 'https', port = 0, pathPrefix = '/' }: Manifest['permissions']['egress'][number]) {
  return [host, scheme, port, pathPrefix]
}

/** Why a host cannot be granted; null when it can. */
function refusedHost(host: string): string | null {
  const isWildcard = host.startsWith('*.')
  const labels = (isWildcard ? host.slice(2) : host).split('.')
  if (PRIVATE_SUFFIXES.includes(labels.at(-1) ?? '')) return 'is a private name'
  if (labels.some((label) => label.length > 63 || label.startsWith('-') || label.endsWith('-'))) return 'is not a host name'
  if (!isWildcard) return null
  const [second = '', top = ''] = labels.slice(-2)
  const isRegistry = labels.length === 1 || (labels.length === 2 && top.length === 2 && REGISTRY_LABELS.has(second))
  if (isRegistry || SHARED_HOSTS.includes(labels.join('.'))) return 'lets everybody in: name the provider itself'
  return null
}
