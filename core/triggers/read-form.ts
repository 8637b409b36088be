import { clean as cleanDocument } from '../../sdk/flow/brazil-documents.ts'
import { e164 } from '../../sdk/flow/brazil-phones.ts'
import { clean as cleanPostalCode } from '../../sdk/flow/brazil-postal-codes.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import { parse as parseMoney } from '../../sdk/flow/money.ts'
import { BRAZIL_FORMATS } from '../platform/brazil-formats.ts'
import type { FormField } from './form-fields.ts'

/** HTML name of a field. Outside names never meet our own. */
export const inputName = (name: string) => `field:${name}`

/**
 * What was sent, as the JSON that the schema describes: numbers read the Brazilian way, empty answers absent, and valid documents,
 * phones, CEPs and amounts in one form (`12345678909`, `+5511987654321`, `01310100`, `1234.56`). What cannot be read stays as it was
 * typed, and the schema says what is wrong with it.
 */
export function readForm(fields: readonly FormField[], sent: URLSearchParams): { [name: string]: Json } {
  const value: { [name: string]: Json } = {}
  for (const field of fields) {
    const answer = readField(field, sent.getAll(inputName(field.name)))
    // Defined, not assigned: `__proto__` is a name like any other here.
    if (answer !== undefined)
      Object.defineProperty(value, field.name, { value: answer, enumerable: true, configurable: true, writable: true })
  }
  return value
}

function readField(field: FormField, answers: readonly string[]): Json | undefined {
  switch (field.kind) {
    case 'yesNo':
      return answers.length > 0
    case 'choices': {
      const chosen = answers.map((answer) => optionOf(field, answer))
      return chosen.length > 0 ? chosen : undefined
    }
    default:
      break
  }
  const text = (answers[0] ?? '').replaceAll('\r\n', '\n').trim()
  if (text === '') return undefined
  switch (field.kind) {
    case 'choice':
      return optionOf(field, text)
    case 'number':
    case 'integer':
      return readNumber(text)
    default:
      return field.format === null ? text : inOneForm(field.format, text)
  }
}

function optionOf({ options }: FormField, answer: string): Json {
  return options.find((option) => String(option.value) === answer)?.value ?? answer
}

/** `1.234,5` and `1234.5`; a text that is no number stays one. */
function readNumber(text: string): Json {
  const plain = /^-?\d{1,3}(\.\d{3})+(,\d+)?$|^-?\d+,\d+$/.test(text) ? text.replaceAll('.', '').replace(',', '.') : text
  return /^-?\d{1,20}(\.\d{1,20})?$/.test(plain) ? Number(plain) : text
}

function inOneForm(format: string, text: string): string {
  if (!Object.hasOwn(BRAZIL_FORMATS, format) || BRAZIL_FORMATS[format]?.(text) !== true) return text
  switch (format) {
    case 'cpf':
    case 'cnpj':
      return cleanDocument(text)
    case 'cep':
      return cleanPostalCode(text)
    case 'phone-br':
      return e164(text)
    case 'money-brl':
      return parseMoney(text, { decimal: /^-?\d+\.\d{1,2}$/.test(text) ? '.' : ',' })
    default:
      return text
  }
}
