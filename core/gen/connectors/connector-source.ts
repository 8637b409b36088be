import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

export type Node = Readonly<Record<string, unknown>>

/** A connector as the generators see it: what its files say, right or wrong. */
export interface ConnectorSource {
  /** Folder in plugins/. */
  name: string
  manifest: Node
  /** Parsed schemas by their path; a missing one is absent. */
  schemas: ReadonlyMap<string, Node>
}

/** Every connector of plugin-registry.json, by name. */
export async function readConnectors(root: string): Promise<ConnectorSource[]> {
  const registry: { plugins: Record<string, unknown> } = JSON.parse(await readFile(path.join(root, 'plugin-registry.json'), 'utf8'))
  const names = Object.keys(registry.plugins).map((id) => id.slice(id.indexOf('/') + 1))
  return Promise.all(names.sort().map((name) => readConnector(path.join(root, 'plugins', name), name)))
}

async function readConnector(folder: string, name: string): Promise<ConnectorSource> {
  const manifest: Node = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8'))
  const schemas = new Map<string, Node>()
  for (const file of schemaFilesOf(manifest)) schemas.set(file, JSON.parse(await readFile(path.join(folder, file), 'utf8')))
  return { name, manifest, schemas }
}

function schemaFilesOf(manifest: Node): string[] {
  const of = (list: string, ...members: string[]) => nodes(manifest[list]).flatMap((one) => members.map((member) => one[member]))
  const named = [
    ...of('actions', 'input', 'output'),
    ...of('triggers', 'output'),
    ...of('resources', 'schema'),
    ...of('auth', 'fields'),
    manifest['settings'],
  ]
  return [...new Set(named.filter((file) => typeof file === 'string'))]
}

/** Changes with every letter that the connector declares: a generated file that names it is out of date when anything is. */
export function digestOf({ manifest, schemas }: ConnectorSource): string {
  return createHash('sha256')
    .update(JSON.stringify([manifest, [...schemas]]))
    .digest('hex')
    .slice(0, 16)
}

export function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.map(node) : []
}

export function node(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

export function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

export function pascal(kebab: string): string {
  return kebab
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
