import type { Json } from '../../../sdk/flow/definition.ts'
import { readFlag, readList, readText } from '../parameters.ts'
import { type Reason, reason } from '../reasons.ts'

/** The fields of an n8n form as a JSON Schema of one object, keyed as n8n keys what was sent: by field name, or label. */
export function formSchema(fields: readonly Json[]): { schema: Json; reasons: Reason[] } {
  const properties: Array<[string, Json]> = []
  const required: string[] = []
  const reasons: Reason[] = []
  for (const field of fields) {
    const label = readText(field, 'fieldLabel').slice(0, 120)
    const key = (readText(field, 'fieldName') || label).slice(0, 120)
    const type = readText(field, 'fieldType', 'text')
    const schema = schemaOf(field, type)
    if (key === '' || schema === null) {
      reasons.push(reason('option_left_out', { option: `${label === '' ? type : label} (${type})` }))
      continue
    }
    properties.push([key, { ...schema, ...(label === '' ? {} : { title: label }) }])
    if (readFlag(field, 'requiredField')) required.push(key)
  }
  return { schema: { type: 'object', properties: Object.fromEntries(properties), ...(required.length === 0 ? {} : { required }) }, reasons }
}

function schemaOf(field: Json, type: string): Record<string, Json> | null {
  switch (type) {
    case 'text':
    case 'textarea':
    case 'password':
      return { type: 'string' }
    case 'email':
      return { type: 'string', format: 'email' }
    case 'number':
      return { type: 'number' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'dropdown':
    case 'radio':
    case 'checkbox': {
      const options = readList(field, 'fieldOptions.values').map((option) => readText(option, 'option'))
      const many = type === 'checkbox' || readFlag(field, 'multiselect')
      return many ? { type: 'array', items: { type: 'string', enum: options } } : { type: 'string', enum: options }
    }
    default:
      return null
  }
}
