import definitionSchema from '../../sdk/flow/definition.schema.json' with { type: 'json' }
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { problemsOf } from '../../sdk/flow/validate.ts'
import type { FlowTemplateFile } from '../../sdk/flow-template.gen.ts'
import flowTemplateSchema from '../../sdk/flow-template.schema.json' with { type: 'json' }
import { compile } from '../platform/validate.ts'
import { type Loading, shaped } from './load-capability.ts'
import type { ConnectorTemplate } from './registry.types.ts'

const { $id: _templateId, ...templateSchema } = flowTemplateSchema
const { $id: _definitionId, ...flowSchema } = definitionSchema
const templateFile = compile<FlowTemplateFile>(templateSchema)
const flowDefinition = compile<FlowDefinition>(flowSchema)

/** Reads a flow template that a connector ships. That its connectors are installed is not asked: it may wait for them. */
export function loadTemplate(file: string, at: string, loading: Loading): ConnectorTemplate | null {
  const { files, faults } = loading
  const read: unknown = files.json(file, { at }, faults)
  const value = read === null ? null : shaped(templateFile, read, file, loading)
  if (value === null) return null
  if (files.isVouched) return { ...value, definition: flowDefinition.trust(value.definition) }
  const definition: unknown = value.definition
  for (const error of flowDefinition.validate(definition)) faults.add(file, `/definition${error.field}`, error.reason)
  if (!flowDefinition.is(definition)) return null
  const problems = problemsOf(definition).filter((problem) => problem.severity === 'error' && !problem.field.endsWith('connectionId'))
  for (const problem of problems) faults.add(file, `/definition/steps/${problem.stepId}${problem.field}`, problem.message.en)
  return { ...value, definition }
}
