import type { ErrorObject } from 'ajv'

export type Locale = 'pt-BR' | 'en'

type Texts = Readonly<Record<Locale, string>>

/** What to tell a person for each JSON Schema keyword. `{name}` is filled from the error's params. */
const REASONS: Readonly<Record<string, Texts>> = {
  required: { en: 'is required', 'pt-BR': 'é obrigatório' },
  additionalProperties: { en: 'is not a known field', 'pt-BR': 'não é um campo conhecido' },
  unevaluatedProperties: { en: 'is not a known field', 'pt-BR': 'não é um campo conhecido' },
  type: { en: 'must be {type}', 'pt-BR': 'deve ser {type}' },
  enum: { en: 'must be one of: {allowedValues}', 'pt-BR': 'deve ser um destes: {allowedValues}' },
  const: { en: 'must be {allowedValue}', 'pt-BR': 'deve ser {allowedValue}' },
  minLength: { en: 'must have at least {limit} characters', 'pt-BR': 'deve ter pelo menos {limit} caracteres' },
  maxLength: { en: 'must have at most {limit} characters', 'pt-BR': 'deve ter no máximo {limit} caracteres' },
  minItems: { en: 'must have at least {limit} items', 'pt-BR': 'deve ter pelo menos {limit} itens' },
  maxItems: { en: 'must have at most {limit} items', 'pt-BR': 'deve ter no máximo {limit} itens' },
  uniqueItems: { en: 'must not repeat an item', 'pt-BR': 'não deve repetir itens' },
  minProperties: { en: 'must have at least {limit} fields', 'pt-BR': 'deve ter pelo menos {limit} campos' },
  maxProperties: { en: 'must have at most {limit} fields', 'pt-BR': 'deve ter no máximo {limit} campos' },
  minimum: { en: 'must be {limit} or more', 'pt-BR': 'deve ser {limit} ou mais' },
  maximum: { en: 'must be {limit} or less', 'pt-BR': 'deve ser {limit} ou menos' },
  exclusiveMinimum: { en: 'must be more than {limit}', 'pt-BR': 'deve ser mais que {limit}' },
  exclusiveMaximum: { en: 'must be less than {limit}', 'pt-BR': 'deve ser menos que {limit}' },
  multipleOf: { en: 'must be a multiple of {multipleOf}', 'pt-BR': 'deve ser múltiplo de {multipleOf}' },
  pattern: { en: 'is not in the expected form', 'pt-BR': 'não está no formato esperado' },
  propertyNames: { en: 'has a field name that is not allowed', 'pt-BR': 'tem um nome de campo não permitido' },
  dependentRequired: { en: 'is required here', 'pt-BR': 'é obrigatório aqui' },
  oneOf: { en: 'must fit exactly one of the options', 'pt-BR': 'deve se encaixar em exatamente uma das opções' },
  anyOf: { en: 'must fit one of the options', 'pt-BR': 'deve se encaixar em uma das opções' },
  discriminator: { en: 'must be one of the known kinds', 'pt-BR': 'deve ser um dos tipos conhecidos' },
}

const FORMATS: Readonly<Record<string, Texts>> = {
  email: { en: 'must be an e-mail address', 'pt-BR': 'deve ser um endereço de e-mail' },
  'date-time': { en: 'must be a date and time such as 2026-11-21T14:30:00Z', 'pt-BR': 'deve ser data e hora como 2026-11-21T14:30:00Z' },
  date: { en: 'must be a date such as 2026-11-21', 'pt-BR': 'deve ser uma data como 2026-11-21' },
  uri: {
    en: 'must be a complete address such as https://example.com',
    'pt-BR': 'deve ser um endereço completo como https://exemplo.com.br',
  },
  uuid: { en: 'must be an id', 'pt-BR': 'deve ser um id' },
  cpf: { en: 'must be a valid CPF: 11 digits', 'pt-BR': 'deve ser um CPF válido, com 11 dígitos' },
  cnpj: { en: 'must be a valid CNPJ: 14 digits or letters', 'pt-BR': 'deve ser um CNPJ válido, com 14 dígitos ou letras' },
  cep: { en: 'must be a CEP such as 01310-100', 'pt-BR': 'deve ser um CEP como 01310-100' },
  'phone-br': {
    en: 'must be a Brazilian phone number with area code, such as (11) 98765-4321',
    'pt-BR': 'deve ser um telefone com DDD, como (11) 98765-4321',
  },
  'money-brl': { en: 'must be an amount such as 1.234,56', 'pt-BR': 'deve ser um valor como 1.234,56' },
}

const TYPES: Readonly<Record<string, Texts>> = {
  string: { en: 'text', 'pt-BR': 'texto' },
  number: { en: 'a number', 'pt-BR': 'um número' },
  integer: { en: 'a whole number', 'pt-BR': 'um número inteiro' },
  boolean: { en: 'true or false', 'pt-BR': 'verdadeiro ou falso' },
  array: { en: 'a list', 'pt-BR': 'uma lista' },
  object: { en: 'an object', 'pt-BR': 'um objeto' },
  null: { en: 'empty', 'pt-BR': 'vazio' },
}

const UNKNOWN: Texts = { en: 'is not right', 'pt-BR': 'não está correto' }
const OR: Texts = { en: ' or ', 'pt-BR': ' ou ' }

/** What is wrong, as the end of a sentence that begins with the field's name. Never contains the value itself. */
export function reasonOf(error: Pick<ErrorObject, 'keyword' | 'params'>, locale: Locale): string {
  const format = error.params['format']
  if (error.keyword === 'format' && typeof format === 'string' && Object.hasOwn(FORMATS, format)) return FORMATS[format]?.[locale] ?? ''
  const texts = Object.hasOwn(REASONS, error.keyword) ? REASONS[error.keyword] : undefined
  return (texts ?? UNKNOWN)[locale].replace(/\{(\w+)\}/g, (_all, name: string) => paramText(name, error.params[name], locale))
}

function paramText(name: string, value: unknown, locale: Locale): string {
  if (name === 'type') {
    const types = Array.isArray(value) ? value : [value]
    return types.map((type) => TYPES[String(type)]?.[locale] ?? String(type)).join(OR[locale])
  }
  if (Array.isArray(value)) return value.map(String).join(', ')
  return String(value)
}
