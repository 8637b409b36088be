import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { compile } from '../platform/validate.ts'
import { definitionValidator } from './definition-schema.ts'
import type { FlowTemplate } from './flows.types.ts'
import templateFile from './template.schema.json' with { type: 'json' }

const { $id: _id, $schema: _schema, ...template } = templateFile
const validator = compile<FlowTemplate>(template)

/**
 * The templates in `<plugin folder>/templates/*.json` of every installed connector whose needs are all installed.
 * Throws naming the file and the fields when one does not fit its schema: bundled files are checked at start, not at use.
 */
export function readPluginTemplates(plugins: ReadonlyMap<string, string>): FlowTemplate[] {
  const found: FlowTemplate[] = []
  for (const folder of plugins.values()) {
    const templates = path.join(folder, 'templates')
    if (!existsSync(templates)) continue
    for (const name of readdirSync(templates).sort()) {
      if (name.endsWith('.json')) found.push(readTemplate(path.join(templates, name)))
    }
  }
  return found.filter((known) => known.plugins.every((plugin) => plugins.has(plugin)))
}

function readTemplate(file: string): FlowTemplate {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const faults = validator.validate(value, 'en')
  if (validator.is(value)) {
    const inside = definitionValidator.validate(value.definition, 'en')
    if (inside.length === 0) return value
    faults.push(...inside.map((fault) => ({ ...fault, field: `/definition${fault.field}` })))
  }
  throw new Error(`${file} is not a flow template: ${faults.map((fault) => `${fault.field} ${fault.reason}`).join('; ')}`)
}
