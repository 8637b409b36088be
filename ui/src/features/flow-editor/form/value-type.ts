import { type Json, splitTemplate } from '@tomada/sdk/flow'

export type ValueType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object'

export function typeOfValue(value: Json): ValueType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object'
}

export type Convertible = Extract<ValueType, 'string' | 'number' | 'boolean' | 'array'>

/** What a field wants and a value is: whether a conversion is worth offering. Emptiness is no type of its own. */
export function needsConversion(wants: Convertible, value: Json): boolean {
  const type = typeOfValue(value)
  return type !== 'null' && type !== wants
}

/** A Brazilian amount: `1.234,56`. What JavaScript reads of it is no number. */
const isAmount = (value: Json) => typeof value === 'string' && /^\s*(R\$\s*)?-?\d{1,3}(\.\d{3})*,\d+\s*$/.test(value)

/** The text with its only expression converted; null when it is more than one expression, which gives a text anyway. */
export function converted(text: string, wants: Convertible, value: Json, isCode = false): string | null {
  const { ok, parts } = isCode ? { ok: true, parts: [{ kind: 'expression' as const, source: text }] } : splitTemplate(text.trim())
  const [only] = parts
  if (!ok || parts.length !== 1 || only?.kind !== 'expression') return null
  const source = only.source.trim()
  const inner = conversionOf(source, wants, value)
  return isCode ? inner : `{{ ${inner} }}`
}

function conversionOf(source: string, wants: Convertible, value: Json): string {
  switch (wants) {
    case 'number':
      return isAmount(value) ? `Number(money.parse(${source}))` : `Number(${source})`
    case 'boolean':
      return `Boolean(${source})`
    case 'array':
      return `[${source}]`
    case 'string':
      return typeof value === 'object' && value !== null ? `JSON.stringify(${source})` : `String(${source})`
    default:
      return wants satisfies never
  }
}
