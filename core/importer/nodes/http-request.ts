import type { HttpStep, Json, RetryPolicy, Template } from '../../../sdk/flow/definition.ts'
import type { Conversion, NodeContext, StepDraft } from '../conversion.types.ts'
import { literal } from '../expressions/convert-value.ts'
import { codeStep, isOneExpression } from '../list-step.ts'
import { read, readFlag, readList, readNumber, readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** The parts of a request as JavaScript per item. */
interface RequestJs {
  url: string
  headers: Record<string, string>
  query: Record<string, string>
  body: { type: NonNullable<HttpStep['body']>['type']; js: string } | null
}

/** HTTP Request, versions 3 and 4: one request per item, in a loop. */
export function httpRequest(context: NodeContext): Conversion {
  const { node } = context
  const { parameters } = node
  if (node.version < 3) throw new NotConvertible('operation_unknown', { operation: `HTTP Request ${node.version}` })
  const method = readText(parameters, 'method', 'GET')
  if (!METHODS.has(method)) throw new NotConvertible('operation_unknown', { operation: method })
  tellLeftOut(context)
  const request = requestOf(context)
  const loop = context.name('each')
  const name = context.name()
  const survives = node.onError !== 'stop' || readFlag(parameters, 'options.response.response.neverError')
  const direct = partsOf(request).every((js) => isOneExpression(js))
  const items = direct ? context.input() : `steps.${loop}_requests`
  const steps: StepDraft[] = direct
    ? []
    : [{ name: `${loop}_requests`, body: codeStep(`return (${context.input()}).map((item, index) => (${requestJs(request)}))`) }]
  const step: StepDraft = {
    name,
    inside: loop,
    body: {
      kind: 'http',
      method: asMethod(method),
      ...fieldsOf(request, direct),
      timeoutMs:
        readNumber(parameters, 'options.timeout', 300_000) > 120_000 ? 120_000 : readNumber(parameters, 'options.timeout', 120_000),
      ...(survives ? { onError: 'continue' } : {}),
      retry: retryOf(node),
    },
  }
  steps.push(
    { name: loop, body: { kind: 'forEach', items: `{{ ${items} }}`, atOnce: 1, collect: collectJs(context, name, survives) } },
    step,
  )
  return { steps, ...outputsOf(context, loop), pairing: 'none' }
}

/** n8n tries once unless told otherwise, and waits the same time before each further try. */
function retryOf({ retry }: NodeContext['node']): RetryPolicy {
  if (retry === null) return { attempts: 1, backoffMs: 1000 }
  const waitMs = Math.max(1, retry.waitMs)
  return { attempts: retry.attempts, backoffMs: waitMs, maxBackoffMs: waitMs, on: [...RETRIED] }
}

const RETRIED = ['timeout', 'network', 'rateLimited', 'server', 'conflict', 'notFound', 'permanent'] as const

function asMethod(method: string): HttpStep['method'] {
  return method === 'HEAD' || method === 'POST' || method === 'PUT' || method === 'PATCH' || method === 'DELETE' ? method : 'GET'
}

function tellLeftOut({ node, approximate }: NodeContext): void {
  const { parameters } = node
  if (node.hasCredentials || readText(parameters, 'authentication', 'none') !== 'none') approximate('credentials')
  for (const option of ['batching', 'proxy', 'pagination', 'allowUnauthorizedCerts', 'redirect']) {
    if (read(parameters, `options.${option}`) !== undefined) approximate('option_left_out', { option })
  }
  if (readFlag(parameters, 'options.response.response.neverError')) approximate('never_error')
  if (readFlag(parameters, 'options.response.response.fullResponse')) approximate('full_response')
  if (node.onError !== 'stop') approximate('error_text')
  const format = readText(parameters, 'options.response.response.responseFormat', 'autodetect')
  if (format === 'file') throw new NotConvertible('operation_unknown', { operation: 'responseFormat: file' })
}

function requestOf(context: NodeContext): RequestJs {
  const { parameters } = context.node
  const query: Record<string, string> = {}
  const headers: Record<string, string> = {}
  if (readFlag(parameters, 'sendQuery')) pairs(context, 'query', 'queryParameters', query)
  if (readFlag(parameters, 'sendHeaders')) pairs(context, 'headers', 'headerParameters', headers)
  return { url: context.value('url'), query, headers, body: readFlag(parameters, 'sendBody') ? bodyOf(context) : null }
}

/** Name and value pairs; names must be written out, since a step's are. */
function pairs(context: NodeContext, part: 'query' | 'headers', group: string, into: Record<string, string>): void {
  const { parameters } = context.node
  const specify = readText(parameters, part === 'query' ? 'specifyQuery' : 'specifyHeaders', 'keypair')
  if (specify !== 'keypair') throw new NotConvertible('operation_unknown', { operation: `${part}: ${specify}` })
  readList(parameters, `${group}.parameters`).forEach((pair, i) => {
    const name = readText(pair, 'name')
    if (name === '') return
    if (name.startsWith('=')) throw new NotConvertible('expression_unreadable', { source: name })
    into[name] = context.value(`${group}.parameters.${i}.value`)
  })
}

function bodyOf(context: NodeContext): NonNullable<RequestJs['body']> {
  const { parameters } = context.node
  const type = readText(parameters, 'contentType', 'json')
  const specified = readText(parameters, 'specifyBody', 'keypair')
  switch (type) {
    case 'json':
    case 'form-urlencoded': {
      const ours = type === 'json' ? 'json' : 'form'
      if (specified === 'json')
        return { type: ours, js: `((v) => typeof v === 'string' ? JSON.parse(v) : v)(${context.value('jsonBody')})` }
      if (specified === 'string') return { type: 'text', js: context.value('body') }
      const entries = readList(parameters, 'bodyParameters.parameters').map((pair, i) => {
        const value = context.value(`bodyParameters.parameters.${i}.value`)
        return `[${literal(readText(pair, 'name'))}, ${value}]`
      })
      return { type: ours, js: `Object.fromEntries([${entries.join(', ')}])` }
    }
    case 'raw':
      return { type: 'text', js: context.value('body') }
    default:
      throw new NotConvertible('operation_unknown', { operation: `contentType: ${type}` })
  }
}

function partsOf({ url, headers, query, body }: RequestJs): string[] {
  return [url, ...Object.values(headers), ...Object.values(query), ...(body === null ? [] : [body.js])]
}

function requestJs({ url, headers, query, body }: RequestJs): string {
  const record = (parts: Record<string, string>): string =>
    `{ ${Object.entries(parts)
      .map(([key, js]) => `${literal(key)}: ${js}`)
      .join(', ')} }`
  return `{ url: ${url}, headers: ${record(headers)}, query: ${record(query)}, body: ${body?.js ?? 'null'} }`
}

/** The step's fields: the JavaScript itself, or what a code step before the loop made of it. */
function fieldsOf(request: RequestJs, direct: boolean): Pick<HttpStep, 'url' | 'headers' | 'query' | 'body'> {
  const { url, headers, query, body } = request
  const record = (part: 'headers' | 'query', parts: Record<string, string>): Record<string, Template> =>
    Object.fromEntries(Object.entries(parts).map(([key, js]) => [key, template(direct ? js : `item.${part}[${literal(key)}]`)]))
  return {
    url: template(direct ? url : 'item.url'),
    ...(Object.keys(headers).length === 0 ? {} : { headers: record('headers', headers) }),
    ...(Object.keys(query).length === 0 ? {} : { query: record('query', query) }),
    ...(body === null ? {} : { body: { type: body.type, value: template(direct ? body.js : 'item.body') } }),
  }
}

/** A plain text stays one. */
function template(js: string): Json {
  if (!/^"/.test(js)) return `{{ ${js} }}`
  try {
    const text: unknown = JSON.parse(js)
    return typeof text === 'string' && !text.includes('{{') ? text : `{{ ${js} }}`
  } catch {
    // More than one literal: an expression.
    return `{{ ${js} }}`
  }
}

/** What one request gives: its items, or `{error}`. */
function collectJs({ node }: NodeContext, name: string, survives: boolean): string {
  const full = readFlag(node.parameters, 'options.response.response.fullResponse')
  const answer = `steps.${name}`
  const isText = readText(node.parameters, 'options.response.response.responseFormat', 'autodetect') === 'text'
  const target = readText(node.parameters, 'options.response.response.outputPropertyName', 'data')
  const asItems = isText
    ? `[{ ${literal(target)}: v.body }]`
    : `(Array.isArray(v.body) ? v.body : [typeof v.body === 'object' && v.body !== null ? v.body : { ${literal(target)}: v.body }])`
  const items = full ? '[{ body: v.body, headers: v.headers, statusCode: v.status }]' : asItems
  const good = `((v) => ({ items: ${items}, errors: [] }))(${answer})`
  if (!survives) return good
  return `((v) => v?.error === undefined ? ({ items: ${items}, errors: [] }) : ({ items: [], errors: [{ error: v.error.message }] }))(${answer})`
}

function outputsOf({ node }: NodeContext, loop: string): Pick<Conversion, 'outputs' | 'origins'> {
  const lists =
    node.onError === 'errorOutput'
      ? ['one.items', 'one.errors']
      : node.onError === 'regular'
        ? ['[...one.items, ...one.errors]']
        : ['one.items']
  const all = `steps.${loop}.results`
  return {
    outputs: lists.map((list) => `${all}.flatMap((one) => ${list})`),
    origins: lists.map((list) => `${all}.flatMap((one, index) => ${list}.map(() => index))`),
  }
}
