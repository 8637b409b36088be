import type { Json } from '../../sdk/flow/definition.ts'

/** One question of a form, as its page asks it. */
export interface FormField {
  name: string
  label: string
  help: string | null
  isRequired: boolean
  kind: 'text' | 'longText' | 'email' | 'url' | 'date' | 'number' | 'integer' | 'yesNo' | 'choice' | 'choices'
  /** JSON Schema format of a text: `cpf`, `email`, … */
  format: string | null
  options: ReadonlyArray<{ value: Json; label: string }>
  maxLength: number | null
}

export const MAX_FIELDS = 100
/** More choices than this are a list to open. */
const LONG_TEXT = 300

/** Names that a page cannot ask for: it would need more than one question. */
export interface FormFields {
  fields: FormField[]
  unsupported: string[]
}

/** The questions of a form's schema, in its order. The schema has passed `compileUntrusted`. */
export function formFields(schema: Json): FormFields {
  const fields: FormField[] = []
  const unsupported: string[] = []
  const properties = objectAt(schema, 'properties')
  const required = objectOf(schema)?.['required']
  for (const [name, property] of Object.entries(properties)) {
    const isRequired = Array.isArray(required) && required.includes(name)
    const field = fieldOf(name, objectOf(property) ?? {}, isRequired)
    if (field === null) unsupported.push(name)
    else fields.push(field)
  }
  return { fields, unsupported }
}

function fieldOf(name: string, property: { [key: string]: Json }, isRequired: boolean): FormField | null {
  const base = {
    name,
    label: textAt(property, 'title') ?? name,
    help: textAt(property, 'description'),
    isRequired,
    format: null,
    options: [],
    maxLength: null,
  }
  const options = optionsOf(property)
  if (options !== null) return { ...base, kind: 'choice', options }
  switch (property['type']) {
    case 'string':
      return { ...base, ...textField(property) }
    case 'number':
    case 'integer':
      return { ...base, kind: property['type'] }
    case 'boolean':
      return { ...base, kind: 'yesNo' }
    case 'array': {
      const choices = optionsOf(objectOf(property['items'] ?? null) ?? {})
      return choices === null ? null : { ...base, kind: 'choices', options: choices }
    }
    default:
      return null
  }
}

function textField(property: { [key: string]: Json }): Pick<FormField, 'kind' | 'format' | 'maxLength'> {
  const format = textAt(property, 'format')
  const maxLength = typeof property['maxLength'] === 'number' ? property['maxLength'] : null
  const isLong = property['x-ui'] === 'textarea' || (format === null && maxLength !== null && maxLength > LONG_TEXT)
  const kind = format === 'email' ? 'email' : format === 'uri' ? 'url' : format === 'date' ? 'date' : isLong ? 'longText' : 'text'
  return { kind, format, maxLength }
}

/** Texts and numbers to choose from; null when the schema names none. */
function optionsOf(property: { [key: string]: Json }): Array<{ value: Json; label: string }> | null {
  const values = property['enum']
  if (!Array.isArray(values)) return null
  const labels = objectOf(property['x-enumLabels'] ?? null) ?? {}
  return values
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map((value) => ({ value, label: textAt(labels, String(value)) ?? String(value) }))
}

function objectAt(value: Json, name: string): { [key: string]: Json } {
  return objectOf(objectOf(value)?.[name] ?? null) ?? {}
}

function objectOf(value: Json): { [key: string]: Json } | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
}

function textAt(of: { [key: string]: Json }, name: string): string | null {
  const text = Object.hasOwn(of, name) ? of[name] : undefined
  return typeof text === 'string' && text !== '' ? text : null
}
