import type { Json } from '@tomada/sdk/flow'

/** What a person can ask for in a form, without writing a schema. */
export const FIELD_TYPES = [
  'text',
  'longText',
  'number',
  'integer',
  'yesNo',
  'choice',
  'date',
  'email',
  'cpf',
  'cnpj',
  'cep',
  'phone-br',
  'money-brl',
] as const

export type FieldType = (typeof FIELD_TYPES)[number]

export interface FormField {
  /** Name of the value: `trigger.<key>` or `form.<key>`. */
  key: string
  title: string
  type: FieldType
  required: boolean
  /** For `choice`. */
  options: string[]
}

const LONG_TEXT_CHARS = 2000
const FORMATS: ReadonlySet<string> = new Set<FieldType>(['date', 'email', 'cpf', 'cnpj', 'cep', 'phone-br', 'money-brl'])

type JsonObject = { [key: string]: Json }

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields of a schema that says no more than they can; null when it does, and only its JSON shows it whole. */
export function fieldsOf(schema: Json | undefined): FormField[] | null {
  if (schema === undefined || schema === null) return []
  if (!isObject(schema)) return null
  const { type, properties = {}, required = [], additionalProperties: _closed, ...rest } = schema
  if (type !== 'object' || !isObject(properties) || !Array.isArray(required) || Object.keys(rest).length > 0) return null
  const fields: FormField[] = []
  for (const [key, property] of Object.entries(properties)) {
    const field = isObject(property) ? fieldOf(key, property, required.includes(key)) : null
    if (field === null) return null
    fields.push(field)
  }
  return fields
}

function fieldOf(key: string, { title, ...property }: JsonObject, required: boolean): FormField | null {
  const type = typeOf(property)
  if (type === null || (title !== undefined && typeof title !== 'string')) return null
  const options = Array.isArray(property['enum']) ? property['enum'].map(String) : []
  return { key, title: title ?? key, type, required, options }
}

function typeOf(property: JsonObject): FieldType | null {
  return FIELD_TYPES.find((type) => sameKeys(propertyOf(type, []), property)) ?? null
}

/** Whether both say the same of a value; the choices of an `enum` may differ, as long as they are texts. */
function sameKeys(a: JsonObject, b: JsonObject): boolean {
  const isText = (value: Json) => typeof value === 'string'
  return (
    Object.keys(a).length === Object.keys(b).length &&
    Object.entries(a).every(([key, value]) => {
      const other = b[key]
      return key === 'enum' ? Array.isArray(other) && other.every(isText) : value === other
    })
  )
}

function propertyOf(type: FieldType, options: readonly string[]): JsonObject {
  if (type === 'number' || type === 'integer') return { type }
  if (type === 'yesNo') return { type: 'boolean' }
  if (type === 'choice') return { type: 'string', enum: [...options] }
  if (type === 'longText') return { type: 'string', maxLength: LONG_TEXT_CHARS, 'x-ui': 'textarea' }
  return FORMATS.has(type) ? { type: 'string', format: type } : { type: 'string' }
}

/** JSON Schema of one object with these fields, in their order. */
export function schemaOf(fields: readonly FormField[]): Json {
  const properties = Object.fromEntries(
    fields.map((field) => [field.key, { ...propertyOf(field.type, field.options), title: field.title }]),
  )
  const required = fields.filter((field) => field.required).map((field) => field.key)
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
}
