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

export const definitionValidator = compile<FlowDefinition>({ ...definition, $defs })
