import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const NAME = /^[A-Z][A-Z0-9_]{2,60}$/

/**
 * Environment variables that connectors declare: every name under an `env` key anywhere in `plugins/<id>/manifest.json`, and in the
 * settings schema that it names, sorted.
 * A manifest that cannot be read is left to the registry, which names the fault; here it declares nothing.
 */
export function pluginVariables(root: string): string[] {
  const folder = path.join(root, 'plugins')
  if (!existsSync(folder)) return []
  const names = new Set<string>()
  for (const entry of readdirSync(folder)) {
    const file = path.join(folder, entry, 'manifest.json')
    if (!existsSync(file)) continue
    const manifest = parseOrNull(readFileSync(file, 'utf8'))
    collect(manifest, names)
    const settings = typeof manifest === 'object' && manifest !== null && 'settings' in manifest ? manifest.settings : undefined
    const schema = typeof settings === 'string' ? path.join(folder, entry, settings) : ''
    if (/^[A-Za-z0-9_/-]+(\.[A-Za-z0-9_-]+)*$/.test(String(settings)) && existsSync(schema))
      collect(parseOrNull(readFileSync(schema, 'utf8')), names)
  }
  return [...names].sort()
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // The registry reports it with line and place; configuration has nothing to add.
  }
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) {
    if (key === 'env') for (const name of namesIn(child)) names.add(name)
    else collect(child, names)
  }
}

/** `"env": "NAME"`, or `"env": {"clientId": "NAME", …}`. */
function namesIn(value: unknown): string[] {
  const values: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [value]
  return values.filter((name): name is string => typeof name === 'string' && NAME.test(name))
}
