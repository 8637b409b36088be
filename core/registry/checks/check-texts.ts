import type { FaultList } from '../fault-list.ts'
import type { LoadedPlugin } from '../registry.types.ts'

/** `todo` in small letters is Portuguese for all. */
const PLACEHOLDER = /\b(TODO|FIXME|TBD)\b|\b[Ll]orem ipsum\b|\{\{|<[a-z-]+ here>|^\W*$/
const MAX_LABEL = 64

/** Texts that people read: none left to be written. */
export function checkTexts(plugin: LoadedPlugin, faults: FaultList): void {
  walkTexts(plugin.manifest, '', (at, text) => {
    if (PLACEHOLDER.test(text)) faults.add('manifest.json', at, `"${text.slice(0, 40)}" is a placeholder`)
  })
  for (const [file, schema] of schemasOf(plugin))
    walkTexts(schema, '', (at, text) => {
      if (PLACEHOLDER.test(text)) faults.add(file, at, `"${text.slice(0, 40)}" is a placeholder`)
    })
}

/** What other platforms would refuse when the connector is exported: long labels, names that become one. */
export function checkExport({ manifest }: LoadedPlugin, faults: FaultList): void {
  for (const list of ['actions', 'triggers'] as const) {
    const keys = new Map<string, string>()
    for (const [index, { name, displayName }] of manifest[list].entries()) {
      const key = name.replaceAll('-', '_').slice(0, 60)
      const other = keys.get(key)
      if (other !== undefined) faults.add('manifest.json', `/${list}/${index}/name`, `is exported as ${key}, like ${other}`)
      keys.set(key, name)
      for (const text of Object.values(displayName))
        if (text.length > MAX_LABEL) faults.add('manifest.json', `/${list}/${index}/displayName`, `longer than ${MAX_LABEL} characters`)
    }
  }
}

/** Patterns of schemas: their length must be bounded too. */
export function checkPatterns(plugin: LoadedPlugin, faults: FaultList): void {
  for (const [file, schema] of schemasOf(plugin))
    walk(schema, '', (at, node) => {
      if (typeof node['pattern'] === 'string' && node['maxLength'] === undefined && !isBounded(node['pattern']))
        faults.add(file, at, 'a pattern stands beside a maxLength')
    })
}

/** `^[0-9]{8}$`: the pattern itself says how long. */
function isBounded(pattern: string): boolean {
  return pattern.startsWith('^') && pattern.endsWith('$') && !/[*+]|\{\d+,\}/.test(pattern)
}

/** Each schema with its file, as its form shows it. */
export function schemasOf({ actions, triggers, resources }: LoadedPlugin): Array<[file: string, schema: unknown]> {
  return [
    ...[...actions.values()].flatMap(
      ({ declared, input, output }): Array<[string, unknown]> => [
        [declared.input, input.in('pt-BR')],
        [declared.output, output.in('pt-BR')],
      ],
    ),
    ...[...triggers.values()].map(({ declared, output }): [string, unknown] => [declared.output, output.in('pt-BR')]),
    ...[...resources.values()].map(({ declared, schema }): [string, unknown] => [declared.schema, schema.in('pt-BR')]),
  ]
}

const TEXT_KEYS = new Set(['en', 'pt-BR', 'title', 'description'])

function walkTexts(value: unknown, at: string, see: (at: string, text: string) => void): void {
  walk(value, at, (place, node) => {
    for (const [key, text] of Object.entries(node)) if (TEXT_KEYS.has(key) && typeof text === 'string') see(`${place}/${key}`, text)
  })
}

function walk(value: unknown, at: string, see: (at: string, node: Record<string, unknown>) => void): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) see(at, { ...value })
  for (const [key, member] of Object.entries(value)) walk(member, `${at}/${key}`, see)
}
