import type { Json } from '@tomada/sdk/flow'
import type { Schema } from '#lib/api/connectors.ts'
import { propertiesOf } from '#lib/features/flow-editor/form/schema.ts'

type Values = { [name: string]: Json }

/** The schema as a form shows it: what takes a number or its digits as text is a text. */
export function formSchema(schema: Schema): Schema {
  const properties = propertiesOf(schema).map(([name, property]): [string, Schema] => [
    name,
    isNumeral(property) ? asText(property) : property,
  ])
  return { ...schema, properties: Object.fromEntries(properties) }
}

function isNumeral({ type, enum: choices }: Schema): boolean {
  return (
    Array.isArray(type) && choices === undefined && type.includes('string') && type.some((each) => each === 'number' || each === 'integer')
  )
}

function asText({ minimum: _least, maximum: _most, ...property }: Schema): Schema {
  return { ...property, type: 'string' }
}

/** What the form begins with. A text that is shown as one may have come as a number. */
export function startValues(schema: Schema, values: Values): Values {
  const texts = new Set(propertiesOf(formSchema(schema)).flatMap(([name, { type }]) => (type === 'string' ? [name] : [])))
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, texts.has(name) && typeof value === 'number' ? String(value) : value]),
  )
}

/** What is sent: empty fields are left out, and decimals are written with a point, as providers take them. */
export function sentValues(schema: Schema, values: Values): Values {
  const properties = new Map(propertiesOf(schema))
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): Array<[string, Json]> => {
      if (value === '') return []
      return [[name, typeof value === 'string' && isDecimalText(properties.get(name)) ? withPoint(value) : value]]
    }),
  )
}

/** Its pattern has a place for a point and none for a comma. */
function isDecimalText(property: Schema | undefined): boolean {
  const pattern = property?.pattern
  if (typeof pattern !== 'string') return false
  const literal = pattern.replace(/\{\d+(,\d*)?\}/g, '')
  return /\\\.|\[\.\]/.test(literal) && !literal.includes(',')
}

/** `1.234,56` → `1234.56`; anything else stays. */
function withPoint(text: string): string {
  const trimmed = text.trim()
  return /^\d{1,3}(\.\d{3})*,\d+$|^\d+,\d+$/.test(trimmed) ? trimmed.replaceAll('.', '').replace(',', '.') : trimmed
}

/** Names one request, so that a repeated one is the same. Also where the page is not served securely. */
export function newEffectKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
