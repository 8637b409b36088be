import type { Json } from '../../sdk/flow/definition.ts'
import type { RecordAction } from '../../sdk/manifest.gen.ts'
import { fieldValue, valueAt } from '../resources/field-values.ts'
import type { ResourcePlan } from '../resources/tables/resource-plan.ts'

type Schema = Record<string, unknown>

/** What a record decides of an action's input, in the types that the input takes. Inputs that it says nothing of are left out. */
export function takenFrom(record: Json, bound: RecordAction['input'], schema: Schema): { [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(bound ?? {}).flatMap(([name, pointers]): Array<[string, Json]> => {
      const found = firstValue(record, pointers)
      return found === undefined ? [] : [[name, asTyped(found, typesOf(schema, name))]]
    }),
  )
}

function firstValue(record: Json, pointers: readonly string[]): Json | undefined {
  return pointers.map((pointer) => valueAt(record, pointer)).find((value) => value !== undefined && value !== null && value !== '')
}

/** A provider gives an id as a number where its action takes a text, and the other way round. */
function asTyped(value: Json, types: readonly string[]): Json {
  if (typeof value === 'number' && types.includes('string')) return String(value)
  const takesNumber = types.includes('number') || types.includes('integer')
  if (typeof value === 'string' && takesNumber && !types.includes('string') && value.trim() !== '' && Number.isFinite(Number(value)))
    return Number(value)
  return value
}

function typesOf(schema: Schema, name: string): string[] {
  const { properties } = schema
  if (!isObject(properties) || !Object.hasOwn(properties, name)) return []
  const property = properties[name]
  const type = isObject(property) ? property['type'] : undefined
  return (Array.isArray(type) ? type : [type]).filter((each) => typeof each === 'string')
}

/** The input's schema without what the record decides: that is nobody's to fill in. */
export function leftToAsk(schema: Schema, decided: { [name: string]: Json }): Schema {
  const { properties, required, ...rest } = schema
  const isOpen = (name: string) => !Object.hasOwn(decided, name)
  return {
    ...rest,
    ...(isObject(properties) ? { properties: Object.fromEntries(Object.entries(properties).filter(([name]) => isOpen(name))) } : {}),
    ...(Array.isArray(required) ? { required: required.filter((name) => typeof name === 'string' && isOpen(name)) } : {}),
  }
}

/** Whether the record is one of those that the action is offered on. */
export function isOffered(plan: ResourcePlan, { when }: Pick<RecordAction, 'when'>, record: Json): boolean {
  if (when === undefined) return true
  const field = plan.fields.get(when.field)
  const value = field === undefined ? null : fieldValue(field, record)
  return value !== null && when.in.some((one) => String(one) === String(value))
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
