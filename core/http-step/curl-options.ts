import type { CurlProblem } from './curl-texts.ts'

/** What the options of curl mean for a step. Source: curl(1) of curl 8. */
export type CurlOption =
  | {
      kind: 'value'
      sets:
        | 'method'
        | 'header'
        | 'data'
        | 'dataRaw'
        | 'dataUrlencode'
        | 'json'
        | 'user'
        | 'bearer'
        | 'cookie'
        | 'userAgent'
        | 'referer'
        | 'url'
        | 'maxTime'
    }
  | { kind: 'switch'; sets: 'get' | 'head' }
  /** What we do anyway, or what only concerns what curl prints. `says`: worth a word. */
  | { kind: 'ignored'; takesValue: boolean; says: boolean }
  | { kind: 'refused'; problem: CurlProblem }

const value = (sets: Extract<CurlOption, { kind: 'value' }>['sets']): CurlOption => ({ kind: 'value', sets })
const quiet: CurlOption = { kind: 'ignored', takesValue: false, says: false }
const moot: CurlOption = { kind: 'ignored', takesValue: false, says: true }
const mootValue: CurlOption = { kind: 'ignored', takesValue: true, says: true }
const refused = (problem: CurlProblem): CurlOption => ({ kind: 'refused', problem })

const LONG: ReadonlyMap<string, CurlOption> = new Map([
  ...each(['request'], value('method')),
  ...each(['header'], value('header')),
  ...each(['data', 'data-ascii', 'data-binary'], value('data')),
  ...each(['data-raw'], value('dataRaw')),
  ...each(['data-urlencode'], value('dataUrlencode')),
  ...each(['json'], value('json')),
  ...each(['user'], value('user')),
  ...each(['oauth2-bearer'], value('bearer')),
  ...each(['cookie'], value('cookie')),
  ...each(['user-agent'], value('userAgent')),
  ...each(['referer'], value('referer')),
  ...each(['url'], value('url')),
  ...each(['max-time'], value('maxTime')),
  ...each(['get'], { kind: 'switch', sets: 'get' }),
  ...each(['head'], { kind: 'switch', sets: 'head' }),
  ...each(
    ['compressed', 'silent', 'show-error', 'verbose', 'include', 'fail', 'fail-with-body', 'progress-bar', 'no-progress-meter'],
    quiet,
  ),
  ...each(['location', 'http1.1', 'http2', 'http2-prior-knowledge', 'globoff', 'no-buffer', 'basic', 'tlsv1.2', 'tlsv1.3'], quiet),
  ...each(['location-trusted', 'http1.0', 'http3', 'ipv4', 'ipv6', 'no-keepalive', 'remote-name', 'path-as-is', 'ssl-reqd'], moot),
  ...each(['output', 'write-out', 'connect-timeout', 'retry', 'retry-delay', 'retry-max-time', 'max-redirs', 'cookie-jar'], mootValue),
  ...each(['dump-header', 'limit-rate', 'keepalive-time', 'trace', 'trace-ascii', 'stderr'], mootValue),
  ...each(['insecure', 'proxy-insecure'], refused('insecure')),
  ...each(['form', 'form-string'], refused('form')),
  ...each(['upload-file', 'config', 'netrc', 'netrc-file', 'cert', 'key', 'cacert', 'capath', 'url-query'], refused('file')),
  ...each(
    ['proxy', 'socks5', 'socks5-hostname', 'socks4', 'preproxy', 'resolve', 'connect-to', 'unix-socket', 'interface'],
    refused('route'),
  ),
  ...each(['abstract-unix-socket', 'dns-servers', 'proxy-user', 'noproxy'], refused('route')),
  ...each(['digest', 'ntlm', 'negotiate', 'anyauth', 'aws-sigv4'], refused('auth')),
  ...each(['next', 'parallel'], refused('more_commands')),
])

/** Short form → long form. */
const SHORT: Readonly<Record<string, string>> = {
  X: 'request',
  H: 'header',
  d: 'data',
  u: 'user',
  b: 'cookie',
  A: 'user-agent',
  e: 'referer',
  m: 'max-time',
  G: 'get',
  I: 'head',
  s: 'silent',
  S: 'show-error',
  v: 'verbose',
  i: 'include',
  f: 'fail',
  '#': 'progress-bar',
  L: 'location',
  g: 'globoff',
  N: 'no-buffer',
  '0': 'http1.0',
  '4': 'ipv4',
  '6': 'ipv6',
  O: 'remote-name',
  o: 'output',
  w: 'write-out',
  c: 'cookie-jar',
  D: 'dump-header',
  k: 'insecure',
  F: 'form',
  T: 'upload-file',
  K: 'config',
  n: 'netrc',
  E: 'cert',
  x: 'proxy',
  U: 'proxy-user',
  Z: 'parallel',
}

export function longOption(name: string): CurlOption | null {
  return LONG.get(name) ?? null
}

export function shortOption(letter: string): CurlOption | null {
  return Object.hasOwn(SHORT, letter) ? longOption(SHORT[letter] ?? '') : null
}

function each(names: readonly string[], option: CurlOption): Array<[string, CurlOption]> {
  return names.map((name) => [name, option])
}
