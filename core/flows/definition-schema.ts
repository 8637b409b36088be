import definitionFile from '../../sdk/flow/definition.schema.json' with { type: 'json' }
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { compile, type Schema } from '../platform/validate.ts'

const { $id: _id, $schema: _schema, $defs, ...definition } = definitionFile

/** Schema of an object with a whole flow definition under `definition`, for the draft's route. */
export const DEFINITION_BODY: Schema = {
  type: 'object',
  required: ['definition'],
  additionalProperties: false,
  properties: { definition: { $ref: '#/$defs/flowDefinition' } },
  $defs: { ...$defs, flowDefinition: definition },
}

/** Schema of an object whose `definition` is a whole flow definition, as the file of a flow is one. */
export function withDefinition(schema: Schema): Schema {
  const properties = typeof schema['properties'] === 'object' && schema['properties'] !== null ? schema['properties'] : {}
  return {
    ...schema,
    properties: { ...properties, definition: { $ref: '#/$defs/flowDefinition' } },
    $defs: { ...$defs, flowDefinition: definition },
  }
}

export const definitionValidator = compile<FlowDefinition>({ ...definition, $defs })
