import { ROLES } from '../identity/roles.ts'
import { requireSchema } from '../platform/validate.ts'
import type { Route } from './route.ts'
import { paramNames } from './validate-request.ts'

const KNOWN_AUTH: readonly string[] = ['public', 'user', ...ROLES]

/**
 * Checks the route table when it is mounted, so that a fault stops the start and not a request. Throws one Error that lists
 * every fault: operation ids that repeat, an address taken twice, a schema that names no such parameter. `schemas`: whether each is a
 * JSON Schema too; they change only with the code, so that is asked when the table is described and tested.
 */
export function checkRoutes(routes: readonly Route[], options: { schemas?: boolean } = {}): void {
  const faults: string[] = []
  const operations = new Set<string>()
  const addresses = new Set<string>()
  for (const route of routes) {
    const address = `${route.method} ${route.path.replaceAll(/:\w+/g, ':')}`
    if (operations.has(route.operationId)) faults.push(`${route.operationId}: this operationId is taken`)
    if (addresses.has(address)) faults.push(`${route.operationId}: ${route.method} ${route.path} is taken`)
    operations.add(route.operationId)
    addresses.add(address)
    const found = [...faultsOf(route), ...(options.schemas === true ? schemaFaults(route) : [])]
    faults.push(...found.map((fault) => `${route.operationId}: ${fault}`))
  }
  if (faults.length > 0) throw new Error(`The route table is not right:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
}

function faultsOf(route: Route): string[] {
  const faults: string[] = []
  if (!/^[a-z][A-Za-z0-9]*$/.test(route.operationId)) faults.push('operationId must be camelCase')
  if (!route.path.startsWith('/')) faults.push('path must begin with /')
  if (!KNOWN_AUTH.includes(route.auth)) faults.push(`auth ${route.auth} is not known`)
  if (route.summary === '' || route.tag === '') faults.push('summary and tag are needed for the API description')
  if (route.method === 'GET' && route.body !== undefined) faults.push('GET takes no body')
  const declared = route.params === undefined ? null : Object.keys(objectMember(route.params, 'properties'))
  for (const name of paramNames(route.path)) if (declared !== null && !declared.includes(name)) faults.push(`params: ${name} has no schema`)
  return faults
}

function schemaFaults(route: Route): string[] {
  const faults: string[] = []
  for (const name of ['params', 'query', 'body', 'response'] as const) {
    const schema = route[name]
    if (schema === undefined) continue
    try {
      requireSchema(schema)
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return faults
}

/** `/api/flows/new` before `/api/flows/:flowId`: the router takes the first that fits. */
export function mostSpecificFirst(routes: readonly Route[]): Route[] {
  const weight = (route: Route) => route.path.replaceAll(/:\w+/g, '\uffff')
  return [...routes].sort((a, b) => (weight(a) < weight(b) ? -1 : 1))
}

function objectMember(schema: Record<string, unknown>, name: string): object {
  const member = schema[name]
  return typeof member === 'object' && member !== null ? member : {}
}
