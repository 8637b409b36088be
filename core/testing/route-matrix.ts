import fc from 'fast-check'
import type { Route } from '../http/route.ts'
import { paramNames } from '../http/validate-request.ts'
import { ROLES, type Role, roleAtLeast } from '../identity/roles.ts'
import { sampleOf } from './schema-sample.ts'

/** The app under test and who may call it. The functions below say what is wrong; an empty list is a passed test. */
export interface Matrix {
  /** `http://127.0.0.1:<port>` */
  origin: string
  routes: readonly Route[]
  /** Headers that prove each role in one workspace, and that come from our own page. */
  headersOf(role: Role): Record<string, string>
  /** Never called: what it does cannot be repeated or takes the caller's own session away. */
  skip?: readonly string[]
}

const UNKNOWN_ID = 'run_00000000000000000000000000'

/**
 * C22: every role against every route. Without proof 401, below the route's role 403, and nobody with the right is refused.
 * Requests hold no body, so what is allowed stops at its contract and changes nothing.
 */
export async function rolesNotRespected(matrix: Matrix): Promise<string[]> {
  const faults: string[] = []
  for (const route of callable(matrix)) {
    const address = addressOf(route, {})
    const ask = async (headers: Record<string, string>) => (await send(matrix, route, address, headers, undefined)).status
    if (route.auth === 'public') continue
    const stranger = await ask({})
    if (stranger !== 401) faults.push(`${route.operationId}: without proof ${stranger}`)
    for (const role of ROLES) {
      const status = await ask(matrix.headersOf(role))
      const isAllowed = route.auth === 'user' || roleAtLeast(role, route.auth)
      if (isAllowed ? status === 401 || status === 403 || status >= 500 : status !== 403)
        faults.push(`${route.operationId}: ${role} got ${status}`)
    }
  }
  return faults
}

/**
 * C21: an id of another workspace is answered exactly as one that never existed, with a valid body, as the strongest role.
 * `foreignIds` gives, for a parameter name, an id that exists in another workspace; routes with other parameters are listed
 * as faults, so that a new kind of id cannot be forgotten.
 */
export async function foreignIdsThatShow(matrix: Matrix, foreignIds: Readonly<Record<string, string>>): Promise<string[]> {
  const faults: string[] = []
  for (const route of callable(matrix)) {
    const names = paramNames(route.path)
    if (names.length === 0 || route.auth === 'public') continue
    const unlisted = names.filter((name) => !Object.hasOwn(foreignIds, name))
    if (unlisted.length > 0) {
      faults.push(`${route.operationId}: no foreign id given for ${unlisted.join(', ')}`)
      continue
    }
    const body = route.body === undefined ? undefined : sampleOf(route.body)
    const ask = async (ids: Readonly<Record<string, string>>) => {
      const answer = await send(matrix, route, addressOf(route, ids) + queryOf(route), matrix.headersOf('owner'), body)
      return `${answer.status} ${withoutReference(await answer.text(), Object.values(ids))}`
    }
    const unknown = await ask(Object.fromEntries(names.map((name) => [name, unknownLike(foreignIds[name] ?? '')])))
    const foreign = await ask(foreignIds)
    if (!foreign.startsWith('404 ') || foreign !== unknown) faults.push(`${route.operationId}: foreign ${foreign}, unknown ${unknown}`)
  }
  return faults
}

/** OLE-39: bodies and queries of any shape never cause a 5xx. The seed is fixed: the same inputs each time. */
export async function inputsThatBreak(matrix: Matrix, options: { runsPerRoute: number; seed: number }): Promise<string[]> {
  const faults: string[] = []
  for (const route of callable(matrix)) {
    const headers = route.auth === 'public' ? {} : matrix.headersOf('owner')
    for (const input of fc.sample(hostileInput(route), { numRuns: options.runsPerRoute, seed: options.seed })) {
      const address = addressOf(route, Object.fromEntries(paramNames(route.path).map((name) => [name, encodeURIComponent(input.param)])))
      const query = input.query === '' ? '' : `?${input.query}`
      const answer = await send(matrix, route, address + query, headers, route.method === 'GET' ? undefined : input.body)
      await answer.arrayBuffer()
      if (answer.status >= 500)
        faults.push(`${route.operationId}: ${answer.status} for ${address}${query} ${JSON.stringify(input.body)?.slice(0, 300)}`)
    }
  }
  return faults
}

interface HostileInput {
  param: string
  query: string
  body: unknown
}

const HOSTILE_TEXTS = [
  '',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  "'; DROP TABLE users; --",
  '%',
  '../..',
  '🔌',
  'a'.repeat(5000),
  '{{ 1 }}',
]

/** Any JSON, and the route's own contract with one member put wrong: the second gets deeper. */
function hostileInput(route: Route): fc.Arbitrary<HostileInput> {
  const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 40 }))
  const value = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(null, -1, 1e308, [], {}, true))
  const valid = route.body === undefined ? {} : sampleOf(route.body)
  const members = typeof valid === 'object' && valid !== null ? Object.keys(valid) : []
  const mutated = fc.tuple(fc.constantFrom(...members, 'unknown'), value).map(([name, wrong]) => ({ ...Object(valid), [name]: wrong }))
  const param = text.map((wanted) => wanted.toWellFormed().replaceAll('/', '_') || 'x')
  return fc.record({ param, query: fc.webQueryParameters(), body: fc.oneof(mutated, value) })
}

function callable({ routes, skip = [] }: Matrix): Route[] {
  return routes.filter(({ operationId }) => !skip.includes(operationId))
}

function addressOf(route: Route, ids: Readonly<Record<string, string>>): string {
  return route.path.replaceAll(/:(\w+)/g, (_all, name: string) => ids[name] ?? UNKNOWN_ID)
}

/** The parameters that the route's query cannot do without. */
function queryOf(route: Route): string {
  const sample = route.query === undefined ? {} : sampleOf(route.query)
  const members = typeof sample === 'object' && sample !== null ? Object.entries(sample) : []
  return members.length === 0 ? '' : `?${new URLSearchParams(members.map(([name, value]) => [name, String(value)]))}`
}

function send(matrix: Matrix, route: Route, address: string, headers: Record<string, string>, body: unknown): Promise<Response> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  return fetch(matrix.origin + address, {
    method: route.method,
    redirect: 'manual',
    headers: { 'accept-language': 'en', ...headers, ...(text === undefined ? {} : { 'content-type': 'application/json' }) },
    body: text,
  })
}

/** The same form as `id` and never made: the last characters replaced. A number has no workspace and stays. */
function unknownLike(id: string): string {
  if (/^\d+$/.test(id)) return id
  return id.slice(0, -6) + (id.endsWith('000000') ? '000001' : '000000')
}

/** The reference differs from request to request, and the id itself may be repeated in a text. */
function withoutReference(text: string, ids: readonly string[]): string {
  let plain = text.replaceAll(/\/requests\/\w+/g, '')
  for (const id of ids) plain = plain.replaceAll(id, '<id>')
  return plain
}
