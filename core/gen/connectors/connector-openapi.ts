import { namedSchemas } from './connector-schemas.ts'
import { type ConnectorSource, digestOf, type Node, node, nodes, pascal, text } from './connector-source.ts'

/** The part of our API that exists because of this connector: its records and its own routes, with everything it declares beside. */
export function connectorOpenApi(source: ConnectorSource): string {
  const { name, manifest } = source
  const paths: Record<string, Record<string, unknown>> = {}
  const add = (path: string, method: string, operation: unknown) => {
    paths[path] = { ...paths[path], [method]: operation }
  }
  for (const resource of nodes(manifest['resources'])) {
    const at = `/api/resources/${name}/${text(resource['name'])}`
    const record = `${pascal(text(resource['name']))}Record`
    add(at, 'get', listOperation(resource, record))
    add(`${at}/stats`, 'get', { summary: `Statistics of ${english(resource['displayName'])}`, responses: DONE })
    add(`${at}/export.csv`, 'get', { summary: `${english(resource['displayName'])} as CSV`, responses: DONE })
  }
  for (const route of nodes(manifest['routes'])) {
    const path = text(route['path']).replace(/:(\w+)/g, '{$1}')
    add(path, text(route['method']).toLowerCase(), {
      summary: english(route['displayName']),
      'x-bind': route['bind'],
      parameters: [...path.matchAll(/\{(\w+)\}/g)].map((found) => ({
        name: found[1],
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      responses: DONE,
    })
  }
  const schemas = Object.fromEntries([...namedSchemas(source)].map(([key, schema]) => [key, rebased(schema)]))
  const document = {
    openapi: '3.1.0',
    info: { title: english(manifest['displayName']), version: text(manifest['version']), description: english(manifest['description']) },
    'x-generated': `from plugins/${name} by npm run gen; ${digestOf(source)}`,
    paths,
    components: { schemas },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

const DONE = { '200': { description: 'Done' } }

function listOperation(resource: Node, record: string): Node {
  const filters = Object.entries(node(resource['fields'])).filter(([, field]) => node(field)['filter'] === true)
  const data = { $ref: `#/components/schemas/${record}` }
  const list = { type: 'object', properties: { items: { type: 'array', items: { type: 'object', properties: { data } } } } }
  return {
    summary: english(resource['displayName']),
    description: english(resource['description']),
    parameters: filters.map(([field, declared]) => ({
      name: field,
      in: 'query',
      description: english(node(declared)['displayName']),
      schema: { type: 'string' },
    })),
    responses: { '200': { description: 'Done', content: { 'application/json': { schema: list } } } },
  }
}

function rebased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rebased)
  if (typeof value === 'string') return value.startsWith('#/$defs/') ? value.replace('#/$defs/', '#/components/schemas/') : value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rebased(member)]))
}

function english(value: unknown): string {
  return text(node(value)['en'])
}
