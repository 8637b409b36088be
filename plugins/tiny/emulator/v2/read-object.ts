import { type EmulatorAnswer, type Fields, isFields } from '@tomada/sdk/emulator'
import { failed } from './envelope.ts'

/** JSON text inside one form field. A value whose `&` was not encoded ends there, and is no JSON any more: code 3. */
export function objectIn(fields: URLSearchParams, name: string): Fields | EmulatorAnswer {
  const text = fields.get(name)
  if (text === null || text === '') return failed(fields, 10, `Parâmetro ${name} não informado`)
  try {
    const value: unknown = JSON.parse(text)
    if (isFields(value)) return value
  } catch {
    // Not JSON is answered like JSON that is no object.
  }
  return failed(fields, 3, 'XML mal formado ou inválido')
}

export function isAnswer(value: Fields | EmulatorAnswer): value is EmulatorAnswer {
  return typeof value['status'] === 'number'
}
