import type { HttpStep } from '../../sdk/flow/definition.ts'
import { bodyOfCurl, readPairs } from './curl-body.ts'
import type { CurlProblem, CurlWarning } from './curl-texts.ts'
import { type CurlCommand, CurlError, readCurl } from './read-curl.ts'
import { ShellError, shellWords } from './shell-words.ts'

/** The part of a step that a command says; the name is given where it is put. */
export type CurlStep = Pick<HttpStep, 'kind' | 'method' | 'url' | 'headers' | 'query' | 'body' | 'timeoutMs'>

export type ParsedCurl =
  | { ok: true; step: CurlStep; warnings: Array<{ code: CurlWarning; what: string }> }
  | { ok: false; problem: CurlProblem; what: string }

const MAX_CHARS = 64 * 1024
const METHODS: readonly HttpStep['method'][] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
/** Set by the broker; browsers write them into every copied command. */
const OURS = /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|accept-encoding|proxy-.*|priority)$/
const SECRET_HEADERS = /^(authorization|cookie|.*api[-_]?key|.*(access|auth)[-_]?token|.*secret.*)$/
const SECRET_PARAMS = /^(access_?token|api_?key|apikey|client_?secret|token|key|password|secret)$/i
const MAX_TIMEOUT_MS = 120_000

/** What a curl command, as people copy it from documentation and browsers, would send. Pure; reads no file and runs nothing. */
export function parseCurl(text: string): ParsedCurl {
  if (text.length > MAX_CHARS) return { ok: false, problem: 'too_long', what: '' }
  try {
    const { words, variables } = shellWords(text.trim().replace(/^\$\s+/, ''))
    const [program, ...rest] = words
    if (program === undefined || !/^(.*\/)?curl(\.exe)?$/i.test(program)) throw new CurlError('not_curl')
    const command = readCurl(rest)
    command.warnings.push(...variables.map((what) => ({ code: 'variable' as const, what })))
    const step = stepOf(command)
    if (JSON.stringify(step).includes('{{')) command.warnings.push({ code: 'expression', what: '' })
    return { ok: true, step, warnings: command.warnings }
  } catch (error) {
    if (error instanceof CurlError || error instanceof ShellError) return { ok: false, problem: error.problem, what: error.what }
    throw error
  }
}

function stepOf(command: CurlCommand): CurlStep {
  const { url, userInfo, query: inUrl } = addressOf(command)
  const headers = headersOf(command, userInfo)
  const asQuery = command.get || command.head
  const body = asQuery ? null : bodyOfCurl(command, headers.get('content-type') ?? null)
  const method = methodOf(command, body !== null)
  if (body !== null && (method === 'GET' || method === 'HEAD')) throw new CurlError('body_with_read', method)
  if (command.json.length > 0 && !headers.has('accept')) headers.set('accept', 'application/json')
  if (body !== null) {
    headers.delete('content-type')
    if (body.contentType !== null) headers.set('content-type', body.contentType)
    if (body.jsonAssumed) command.warnings.push({ code: 'json_assumed', what: '' })
  }
  const given = asQuery ? command.data.map((part) => part.text) : []
  const { address, query } = withQuery(url, [...inUrl, ...given])
  warnOfSecrets(command, headers, query)
  const timeoutMs = Math.round(Number(command.maxSeconds ?? Number.NaN) * 1000)
  return {
    kind: 'http',
    method,
    url: address,
    ...(headers.size === 0 ? {} : { headers: Object.fromEntries(headers) }),
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...(body === null ? {} : { body: body.body }),
    ...(timeoutMs > 0 ? { timeoutMs: Math.min(Math.max(timeoutMs, 1000), MAX_TIMEOUT_MS) } : {}),
  }
}

function methodOf(command: CurlCommand, hasBody: boolean): HttpStep['method'] {
  const wanted = command.method ?? (command.head ? 'HEAD' : hasBody ? 'POST' : 'GET')
  const method = METHODS.find((known) => known === wanted.toUpperCase())
  if (method === undefined) throw new CurlError('method', wanted)
  return method
}

interface Address {
  /** Without query and fragment. */
  url: string
  userInfo: string | null
  query: string[]
}

function addressOf(command: CurlCommand): Address {
  const [written, ...others] = command.urls
  if (written === undefined) throw new CurlError('no_url')
  if (others.length > 0) throw new CurlError('several_urls')
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(written)
  if (!hasScheme) command.warnings.push({ code: 'scheme_assumed', what: '' })
  const [, scheme = '', userInfo, rest = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#@]*)@)?(.*)$/is.exec(hasScheme ? written : `https://${written}`) ?? []
  const url = `${scheme}${rest}`.replace(/#.*$/s, '')
  // Where the host itself is an expression or a variable, only the step can say.
  const host = url.slice(scheme.length).split(/[/?]/)[0] ?? ''
  if (!/^https?:\/\/$/i.test(scheme) || host === '' || (!/[{$]/.test(host) && URL.parse(url) === null))
    throw new CurlError('bad_url', written)
  const at = url.indexOf('?')
  return at < 0
    ? { url, userInfo: userInfo ?? null, query: [] }
    : {
        url: url.slice(0, at),
        userInfo: userInfo ?? null,
        query: url
          .slice(at + 1)
          .split('&')
          .filter((pair) => pair !== ''),
      }
}

/** As fields when every pair can be read and written again; else in the URL, as it was. */
function withQuery(url: string, pairs: readonly string[]): { address: string; query: NonNullable<HttpStep['query']> } {
  if (pairs.length === 0) return { address: url, query: {} }
  const joined = pairs.join('&')
  const query = readPairs(joined)
  return query === null ? { address: `${url}?${joined}`, query: {} } : { address: url, query }
}

/** By lower-case name. What curl makes of its own options gives way to what was written as a header. */
function headersOf(command: CurlCommand, userInfo: string | null): Map<string, string> {
  const headers = new Map<string, string>()
  const user = command.user ?? (userInfo === null ? null : decodedUser(userInfo))
  if (user !== null) headers.set('authorization', `Basic ${Buffer.from(user.includes(':') ? user : `${user}:`, 'utf8').toString('base64')}`)
  if (command.bearer !== null) headers.set('authorization', `Bearer ${command.bearer}`)
  if (command.cookies.length > 0) headers.set('cookie', command.cookies.join('; '))
  if (command.userAgent !== null && command.userAgent !== '') headers.set('user-agent', command.userAgent)
  if (command.referer !== null) headers.set('referer', command.referer.replace(/;auto$/, ''))
  for (const written of command.headers) {
    const [, name = '', colon, value = ''] = /^\s*([^:;\s]+)\s*([:;])\s*(.*?)\s*$/s.exec(written) ?? []
    if (colon === undefined) throw new CurlError('bad_header', written)
    const header = name.toLowerCase()
    // `Name:` takes a header of curl's own away; `Name;` sends it empty.
    if (colon === ':' && value === '') headers.delete(header)
    else if (OURS.test(header)) command.warnings.push({ code: 'header_left_out', what: name })
    else headers.set(header, value)
  }
  return headers
}

function decodedUser(userInfo: string): string {
  try {
    return decodeURIComponent(userInfo)
  } catch {
    return userInfo // A stray percent sign is part of the password then.
  }
}

function warnOfSecrets(command: CurlCommand, headers: ReadonlyMap<string, string>, query: NonNullable<HttpStep['query']>): void {
  for (const name of headers.keys()) if (SECRET_HEADERS.test(name)) command.warnings.push({ code: 'secret', what: name })
  for (const name of Object.keys(query)) if (SECRET_PARAMS.test(name)) command.warnings.push({ code: 'secret', what: name })
}
