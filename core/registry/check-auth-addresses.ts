import type { AnswerMatch, Auth, Manifest } from '../../sdk/manifest.gen.ts'
import { linearPattern } from '../platform/linear-pattern.ts'
import type { FaultList } from './fault-list.ts'
import type { LoadedPlugin } from './registry.types.ts'

const FILE = 'manifest.json'
const PLACE = /\{setting:([A-Za-z][A-Za-z0-9]{0,39})\}/g
/** More combinations than this are not a country or a plan any more. */
const MAX_ADDRESSES = 200

type CheckCovered = (method: string, url: string, at: string) => void

/**
 * Every address that a sign-in or token request can go to, with each value of the settings in it, is in `permissions.egress`; and
 * what a sign-in names exists.
 */
export function checkAuthAddresses(
  manifest: Manifest,
  { actions, settings }: Pick<LoadedPlugin, 'actions' | 'settings'>,
  faults: FaultList,
  checkCovered: CheckCovered,
): void {
  const schema = settings?.in('en')
  for (const [index, auth] of manifest.auth.entries()) {
    for (const { method, url, at, isBrowser } of addressesOf(auth, `/auth/${index}`)) {
      if (isOperators(manifest, schema, method, url)) continue
      for (const address of resolved(url, schema, at, faults)) {
        if (!URL.canParse(address)) faults.add(FILE, at, `${address} is not an address`)
        // The browser opens it, not the broker: it needs no entry (connectors.md 2).
        else if (!isBrowser) checkCovered(method, address, at)
      }
    }
    for (const [at, matches] of matchesOf(auth, `/auth/${index}`)) checkPatterns(matches, at, faults)
    if (auth.type === 'custom') checkCustom(auth, `/auth/${index}`, actions, faults)
  }
}

interface Address {
  method: string
  url: string
  at: string
  isBrowser?: boolean
}

function addressesOf(auth: Auth, at: string): Address[] {
  switch (auth.type) {
    case 'oauth2': {
      const { authorizeUrl, tokenUrl, revokeUrl } = auth.oauth2
      return [
        { method: 'GET', url: authorizeUrl, at: `${at}/oauth2/authorizeUrl`, isBrowser: true },
        { method: 'POST', url: tokenUrl, at: `${at}/oauth2/tokenUrl` },
        ...(revokeUrl === undefined ? [] : [{ method: 'POST', url: revokeUrl, at: `${at}/oauth2/revokeUrl` }]),
      ]
    }
    case 'clientCredentials':
      return [{ method: 'POST', url: auth.tokenUrl, at: `${at}/tokenUrl` }]
    case 'session':
      return [{ method: auth.signIn.method, url: auth.signIn.url, at: `${at}/signIn/url` }]
    case 'none':
    case 'apiKey':
    case 'basic':
    case 'bearer':
    case 'custom':
    case 'mail':
      return []
  }
}

/** An address that begins with a setting of which the operator's variable is the only value. */
function isOperators({ permissions }: Manifest, settings: unknown, method: string, url: string): boolean {
  const [, name = ''] = /^\{setting:([A-Za-z][A-Za-z0-9]{0,39})\}\//.exec(url) ?? []
  const property = memberOf(memberOf(settings, 'properties'), name)
  const env = memberOf(property, 'env')
  const isAlone = JSON.stringify(memberOf(property, 'enum')) === '[""]'
  return (
    isAlone && (permissions.operatorEgress ?? []).some((rule) => rule.env === env && rule.methods.some((allowed) => allowed === method))
  )
}

/** The address with every combination of the values of the settings in it; nothing, and a fault, when one is not an enum of texts. */
function resolved(url: string, settings: unknown, at: string, faults: FaultList): string[] {
  let found = [url]
  for (const name of new Set([...url.matchAll(PLACE)].map((match) => match[1] ?? ''))) {
    const values = enumOf(settings, name)
    if (values.length === 0) {
      faults.add(FILE, at, `${name} is not a setting with an enum of texts`)
      return []
    }
    found = found.flatMap((address) => values.map((value) => address.replaceAll(`{setting:${name}}`, value)))
    if (found.length > MAX_ADDRESSES) {
      faults.add(FILE, at, `makes more than ${MAX_ADDRESSES} addresses`)
      return []
    }
  }
  return found
}

function enumOf(settings: unknown, name: string): string[] {
  const property = memberOf(memberOf(settings, 'properties'), name)
  const values = memberOf(property, 'enum')
  return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : []
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}

function matchesOf(auth: Auth, at: string): Array<[string, readonly AnswerMatch[]]> {
  if (auth.type === 'session')
    return [
      [`${at}/over`, auth.over ?? []],
      [`${at}/signIn/later`, auth.signIn.later ?? []],
    ]
  return auth.type === 'custom' ? [[`${at}/over`, auth.over ?? []]] : []
}

function checkPatterns(matches: readonly AnswerMatch[], at: string, faults: FaultList): void {
  for (const [index, { matches: pattern }] of matches.entries())
    if (pattern !== undefined) faults.attempt(FILE, `${at}/${index}/matches`, () => linearPattern(pattern, ''))
}

/** The typed fields are the action's input; what its templates name is its output, or a field. */
function checkCustom(auth: Extract<Auth, { type: 'custom' }>, at: string, actions: LoadedPlugin['actions'], faults: FaultList): void {
  const action = actions.get(auth.signIn.action)
  if (action === undefined) faults.add(FILE, `${at}/signIn/action`, `there is no action ${auth.signIn.action}`)
  else if (action.declared.effect !== 'read') faults.add(FILE, `${at}/signIn/action`, 'a sign-in reads and changes nothing')
}
