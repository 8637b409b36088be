import type { Json } from '../../sdk/flow/definition.ts'
import type { Route as ManifestRoute } from '../../sdk/manifest.gen.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { paramNames } from '../http/validate-request.ts'
import { AppError, type FieldError } from '../platform/errors.ts'
import type { Operation, OperationRequest } from './operation.types.ts'
import { shapeOf } from './shapes.ts'

const SCALARS: readonly unknown[] = ['string', 'number', 'integer', 'boolean']
/** As long as a record's key may be. */
const PATH_PARAM: JsonSchema = { type: 'string', minLength: 1, maxLength: 300 }

interface Inputs {
  path: JsonSchema
  query: JsonSchema | undefined
  body: JsonSchema | undefined
  /** The caller's names of what must be given somewhere. */
  required: string[]
  /** The operation's name by the caller's. */
  named: ReadonlyMap<string, string>
}

type Request = RouteRequest<Record<string, string>, Record<string, unknown>, unknown>

/** A route of a connector as an endpoint of the product: names as the manifest has them, checked, limited and described like any other. */
export function buildRoute(plugin: string, route: ManifestRoute, operation: Operation): Route {
  const inputs = inputsOf(route, operation)
  const shape = shapeOf(route.shape, operation)
  const shown = (name: string) => route.params?.[name] ?? name
  return {
    method: route.method,
    path: route.path,
    operationId: operationIdOf(plugin, route),
    summary: route.displayName?.en ?? operation.summary,
    tag: plugin,
    auth: operation.role,
    params: inputs.path,
    ...(inputs.query === undefined ? {} : { query: inputs.query }),
    ...(inputs.body === undefined ? {} : { body: inputs.body }),
    ...(shape.response === undefined ? {} : { response: shape.response }),
    ...(operation.successStatus === undefined ? {} : { successStatus: operation.successStatus }),
    ...(operation.rateLimit === undefined ? {} : { rateLimit: operation.rateLimit }),
    ...(shape.problem === undefined ? {} : { problem: shape.problem }),
    handler: async (request: Request) => {
      const input = collect(request, inputs, route.fixed ?? {})
      const given = givenOf(request, route.fixed ?? {})
      const answer = await operation.run({ caller: requireCaller(request), locale: request.locale, input, given, shown })
      return answer.type === undefined && answer.body !== undefined ? { ...answer, body: shape.wrap(answer.body) } : answer
    },
  }
}

function inputsOf({ method, path, params: renames = {}, fixed = {} }: ManifestRoute, operation: Operation): Inputs {
  const shown = (name: string) => renames[name] ?? name
  const inPath = new Set(paramNames(path))
  const isFree = (name: string) => !Object.hasOwn(fixed, name) && !inPath.has(shown(name))
  const members = Object.entries(propertiesOf(operation.body))
  const named = new Map([...Object.keys(operation.params), ...members.map(([name]) => name)].map((name) => [shown(name), name]))
  const values = Object.entries(operation.params).filter(([name]) => isFree(name))
  const free = members.filter(([name]) => isFree(name))
  const single = method === 'GET' ? free.filter(([, schema]) => isScalar(schema)) : []
  const query = renamed([...values, ...single], shown)
  const needed = [...(operation.required ?? []), ...requiredOf(operation.body)].filter(isFree).map(shown)
  const hasBody = method !== 'GET' && (values.length > 0 || free.length > 0 || operation.body !== undefined)
  const { $defs, additionalProperties = false } = operation.body ?? {}
  return {
    path: closed(Object.fromEntries([...inPath].map((name) => [name, PATH_PARAM])), [...inPath]),
    query: querySchema(query, operation.anyQuery === true),
    body: hasBody
      ? {
          type: 'object',
          properties: renamed([...values, ...free], shown),
          // What may also come in the query is looked for in both.
          required: requiredOf(operation.body).filter(isFree).map(shown),
          additionalProperties,
          ...($defs === undefined ? {} : { $defs }),
        }
      : undefined,
    required: needed,
    named,
  }
}

function collect({ params, query, body }: Request, inputs: Inputs, fixed: Readonly<Record<string, Json>>): Record<string, Json> {
  const given = { ...(typeof body === 'object' && body !== null ? body : {}), ...query, ...params }
  const missing = inputs.required.filter((name) => !Object.hasOwn(given, name))
  if (missing.length > 0) throw new AppError('invalid', { errors: missing.map((name) => missingField(name)) })
  const input: Record<string, Json> = Object.create(null)
  for (const [name, value] of Object.entries(given)) {
    // Everything was checked against schemas that were made of JSON: what is in it is JSON.
    input[inputs.named.get(name) ?? name] = value as Json
  }
  return { ...input, ...fixed }
}

function querySchema(properties: Record<string, JsonSchema>, isOpen: boolean): JsonSchema | undefined {
  if (isOpen) return { ...closed(properties, []), additionalProperties: { anyOf: [TEXT, { type: 'array', maxItems: 100, items: TEXT }] } }
  return Object.keys(properties).length === 0 ? undefined : closed(properties, [])
}

const TEXT: JsonSchema = { type: 'string', maxLength: 2000 }

/** Bodies and queries were parsed from JSON and text: what is in them is JSON. */
function givenOf({ params, query, body }: Request, fixed: Readonly<Record<string, Json>>): OperationRequest['given'] {
  return { params, query: { ...(query as Record<string, Json>), ...fixed }, body: (body ?? null) as Json }
}

function missingField(name: string): FieldError {
  return { field: `query/${name}`, reason: 'is missing' }
}

function renamed(entries: ReadonlyArray<[string, JsonSchema]>, shown: (name: string) => string): Record<string, JsonSchema> {
  return Object.fromEntries(entries.map(([name, schema]) => [shown(name), schema]))
}

function closed(properties: Record<string, JsonSchema>, required: string[]): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false }
}

function propertiesOf(schema: JsonSchema | undefined): Record<string, JsonSchema> {
  const properties = schema?.['properties']
  return typeof properties === 'object' && properties !== null ? Object.fromEntries(Object.entries(properties)) : {}
}

function requiredOf(schema: JsonSchema | undefined): string[] {
  const required = schema?.['required']
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
}

function isScalar({ type }: JsonSchema): boolean {
  return SCALARS.includes(type)
}

/** `my-shop`, GET /orders/stats: `myShopGetOrdersStats`. */
export function operationIdOf(plugin: string, { method, path }: Pick<ManifestRoute, 'method' | 'path'>): string {
  const words = [...plugin.split('-'), method.toLowerCase(), ...path.split(/[^A-Za-z0-9]+/)].filter((word) => word !== '')
  return words.map((word, i) => (i === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1))).join('')
}
