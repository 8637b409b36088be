import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const NAME = /^[A-Z][A-Z0-9_]{2,60}$/

/**
 * Environment variables that connectors declare: every `"env": "NAME"` anywhere in `plugins/<id>/manifest.json`, sorted.
 * A manifest that cannot be read is left to the registry, which names the fault; here it declares nothing.
 */
export function pluginVariables(root: string): string[] {
  const folder = path.join(root, 'plugins')
  if (!existsSync(folder)) return []
  const names = new Set<string>()
  for (const entry of readdirSync(folder)) {
    const file = path.join(folder, entry, 'manifest.json')
    if (existsSync(file)) collect(parseOrNull(readFileSync(file, 'utf8')), names)
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
    if (key === 'env' && typeof child === 'string' && NAME.test(child)) names.add(child)
    else collect(child, names)
  }
}
