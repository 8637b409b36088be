import type { Json } from '@tomada/sdk/flow'
import { m } from '#lib/paraglide/messages.js'
import { typeOfValue } from './value-type.ts'

/** "texto", "lista com 3": of what kind a value is, in words. */
export function typeText(value: Json): string {
  if (Array.isArray(value)) return m.form_type_array({ count: value.length })
  const words = {
    string: m.form_type_string,
    number: m.form_type_number,
    boolean: m.form_type_boolean,
    null: m.form_type_null,
    object: m.form_type_object,
    array: m.form_type_object,
  }
  return words[typeOfValue(value)]()
}
