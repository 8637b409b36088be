import { BLOCKED_PORTS } from './blocked-ports.ts'
import type { EgressRule, EgressRules } from './egress.types.ts'
import { EgressRefusal } from './refusal.ts'

/** security.md 5. */
const MAX_URL_CHARS = 8192
/** The URL parser drops or turns these round; a request that holds one was built from data that nobody looked at. */
const UNCLEAR = /[^\u0021-\u005b\u005d-\u007e\u00a0-\uffff]/
const DEFAULT_PORTS: Record<string, number> = { 'https:': 443, 'http:': 80 }

/**
 * The one parse of an outbound URL (security.md C14). What is returned is what is dialled: nobody parses the text again.
 * Throws EgressRefusal unless scheme, host, port, path and method are in the declared rules. Where any public host will do, the
 * addresses of its name are what decides, when it is dialled.
 */
export function checkUrl(text: string, method: string, rules: EgressRules): URL {
  if (text.length > MAX_URL_CHARS) throw new EgressRefusal(`the URL is longer than ${MAX_URL_CHARS} characters`)
  if (UNCLEAR.test(text)) throw new EgressRefusal('the URL holds a space, a control character or a backslash')
  const url = URL.parse(text)
  if (url === null) throw new EgressRefusal('the URL is not absolute or cannot be read')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new EgressRefusal(`the scheme ${url.protocol} is not http or https`)
  if (url.username !== '' || url.password !== '') throw new EgressRefusal('the URL holds a user name or password')
  url.hash = ''
  if (rules === 'anyPublicHost') {
    if (BLOCKED_PORTS.has(portOf(url))) throw new EgressRefusal(`port ${portOf(url)} belongs to another protocol than HTTP`)
    return url
  }
  if (!rules.some((rule) => allows(rule, url, method))) {
    throw new EgressRefusal(`${method} ${url.protocol}//${url.host} is not among the declared hosts, methods and paths`)
  }
  return url
}

function allows(rule: EgressRule, url: URL, method: string): boolean {
  if (`${rule.scheme ?? 'https'}:` !== url.protocol) return false
  if ((rule.port ?? DEFAULT_PORTS[url.protocol]) !== portOf(url)) return false
  return hostFits(rule.host, url.hostname) && rule.methods.includes(method) && pathFits(rule.pathPrefix, url.pathname)
}

export function portOf(url: URL): number {
  return url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port)
}

/** Whether any rule names this host, whatever else it asks for. */
export function declaresHost(rules: readonly EgressRule[], hostname: string): boolean {
  return rules.some((rule) => hostFits(rule.host, hostname))
}

/** `*.shop.example` admits any name below `shop.example`, not itself; anything else must be equal. A trailing dot is another name. */
function hostFits(declared: string, hostname: string): boolean {
  if (!declared.startsWith('*.')) return declared === hostname
  const parent = declared.slice(1)
  return hostname.endsWith(parent) && hostname.length > parent.length
}

/**
 * The parser has already resolved `..` and `%2e`. Encoded slashes stay, and some servers decode them before they look for
 * `..`: below a declared prefix such a path is refused.
 */
function pathFits(prefix: string | undefined, pathname: string): boolean {
  if (prefix === undefined || prefix === '/') return true
  const whole = prefix.endsWith('/') ? prefix : `${prefix}/`
  if (pathname !== prefix && !pathname.startsWith(whole)) return false
  return !/(^|[/\\])\.\.?([/\\]|$)/.test(decodeRepeatedly(pathname))
}

function decodeRepeatedly(pathname: string): string {
  let text = pathname
  for (let round = 0; round < 3; round++) {
    const decoded = text.replace(/%(2e|2f|5c|25)/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)))
    if (decoded === text) break
    text = decoded
  }
  return text
}
