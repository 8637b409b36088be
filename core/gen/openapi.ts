import type { JsonSchema, Route } from '../http/route.ts'
import type { GeneratedFile } from './generated-file.ts'
import { SharedSchemas } from './shared-schemas.ts'

/** The OpenAPI 3.1 document of these routes. Pure: no database, no clock; the same routes give the same text. */
export function openApiOf(routes: readonly Route[], version: string): Record<string, unknown> {
  const shared = new SharedSchemas()
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of [...routes].sort(byPathAndMethod)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, shared) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tomada', version, license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: {
      schemas: { ...shared.byName(), Problem: PROBLEM },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'tomada_session' },
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  }
}

export function generateOpenApi(routes: readonly Route[], version: string): GeneratedFile {
  return { path: 'core/openapi.json', text: `${JSON.stringify(openApiOf(routes, version), null, 2)}\n` }
}

function operationOf(route: Route, shared: SharedSchemas): Record<string, unknown> {
  const lift = (schema: JsonSchema) => shared.lift(schema, route.tag)
  const parameters = [...parametersIn('path', route.params, lift, pathNames(route.path)), ...parametersIn('query', route.query, lift, [])]
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    ...(route.auth === 'public' ? { security: [] } : { security: [{ session: [] }, { token: [] }] }),
    ...(route.auth === 'public' || route.auth === 'user' ? {} : { 'x-role': route.auth }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: lift(route.body) } } } }),
    responses: {
      [String(route.successStatus ?? (route.response === undefined ? 204 : 200))]: {
        description: 'Done',
        ...(route.response === undefined ? {} : { content: { 'application/json': { schema: lift(route.response) } } }),
      },
      default: {
        description: 'Refused or failed, in the language of Accept-Language',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function pathNames(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].map((found) => found[1] ?? '')
}

/** A path's parameters are all listed, schema or not; a query's are those of its schema. */
function parametersIn(
  place: 'path' | 'query',
  schema: JsonSchema | undefined,
  lift: (schema: JsonSchema) => JsonSchema,
  names: string[],
): unknown[] {
  const described = followed(schema)
  const properties = objectOf(described['properties'])
  const required: unknown = described['required']
  return [...new Set([...names, ...Object.keys(properties)])].map((name) => ({
    name,
    in: place,
    required: place === 'path' || (Array.isArray(required) && required.includes(name)),
    schema: lift({ ...(properties[name] === undefined ? { type: 'string' } : objectOf(properties[name])), $defs: schema?.['$defs'] }),
  }))
}

/** The schema itself, or the definition of its own file that it refers to as a whole. */
function followed(schema: JsonSchema | undefined): Record<string, unknown> {
  const name = /^#\/\$defs\/(\w+)$/.exec(String(schema?.['$ref'] ?? ''))?.[1]
  return objectOf(name === undefined ? schema : objectOf(schema?.['$defs'])[name])
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function byPathAndMethod(a: Route, b: Route): number {
  const [left, right] = [`${a.path} ${a.method}`, `${b.path} ${b.method}`]
  return left < right ? -1 : 1
}

/** RFC 9457 with our extensions; what every refusal looks like. */
const PROBLEM: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Reference of this request, as in the log.' },
    code: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'reason'],
        properties: {
          field: { type: 'string', description: 'JSON Pointer into the body, or query/…, params/….' },
          reason: { type: 'string' },
        },
      },
    },
  },
}
