import type { Json } from '../../sdk/flow/definition.ts'
import { compile } from '../platform/validate.ts'
import { definitionValidator } from './definition-schema.ts'
import type { FlowTemplate } from './flows.types.ts'
import templateFile from './template.schema.json' with { type: 'json' }

const { $id: _id, $schema: _schema, ...template } = templateFile
const validator = compile<FlowTemplate>(template)

/**
 * The flow templates that connectors ship, those whose needs are all installed. Throws naming the template and the fields
 * when one does not fit: what comes with a connector is checked at start, not at use.
 */
export function checkPluginTemplates(templates: readonly Json[], installed: ReadonlySet<string>): FlowTemplate[] {
  return templates.map(checkTemplate).filter((known) => known.plugins.every((plugin) => installed.has(plugin)))
}

function checkTemplate(value: Json): FlowTemplate {
  const faults = validator.validate(value, 'en')
  if (validator.is(value)) {
    const inside = definitionValidator.validate(value.definition, 'en')
    if (inside.length === 0) return value
    faults.push(...inside.map((fault) => ({ ...fault, field: `/definition${fault.field}` })))
  }
  const name = value !== null && typeof value === 'object' && 'id' in value ? String(value['id']) : 'a template'
  throw new Error(`${name} is not a flow template: ${faults.map((fault) => `${fault.field} ${fault.reason}`).join('; ')}`)
}
