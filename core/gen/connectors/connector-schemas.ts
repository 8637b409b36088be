import { type ConnectorSource, type Node, node, nodes, pascal, text } from './connector-source.ts'

/** Every schema that a connector declares, by the name that types and OpenAPI give it: `CreateOrderInput`, `OrdersRecord`. */
export function namedSchemas({ manifest, schemas }: ConnectorSource): Map<string, Node> {
  const named = new Map<string, Node>()
  const add = (name: string, file: unknown) => {
    const found = schemas.get(text(file))
    if (found !== undefined) named.set(name, node(plain(found, `#/$defs/${name}`)))
  }
  for (const resource of nodes(manifest['resources'])) add(`${pascal(text(resource['name']))}Record`, resource['schema'])
  for (const action of nodes(manifest['actions'])) {
    const name = pascal(text(action['name']))
    add(`${name}Input`, action['input'])
    add(`${name}Output`, action['output'])
  }
  for (const trigger of nodes(manifest['triggers'])) add(`${pascal(text(trigger['name']))}Event`, trigger['output'])
  add('Settings', manifest['settings'])
  return named
}

/** English texts, titles as descriptions, and references that begin where the schema stands now. */
function plain(value: unknown, at: string): unknown {
  if (Array.isArray(value)) return value.map((member) => plain(member, at))
  if (typeof value !== 'object' || value === null) return value
  const { title, description, $id: _id, $schema: _schema, ...rest } = node(value)
  const said = [english(title), english(description)].filter((words) => words !== '').join('. ')
  const members = Object.entries(rest).map(([key, member]) => [key, key === 'properties' ? properties(member, at) : plain(member, at)])
  const copy: Record<string, unknown> = { ...(said === '' ? {} : { description: said }), ...Object.fromEntries(members) }
  if (typeof copy['$ref'] === 'string') copy['$ref'] = copy['$ref'].replace(/^#/, at)
  return copy
}

/** A property may itself be called `title`. */
function properties(value: unknown, at: string): unknown {
  return Object.fromEntries(Object.entries(node(value)).map(([name, member]) => [name, plain(member, at)]))
}

function english(value: unknown): string {
  return typeof value === 'string' ? value : text(node(value)['en'])
}
