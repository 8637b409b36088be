import { check as checkDocument } from './brazil-documents.ts'
import { type State, stateOfIbge } from './brazil-states.ts'

/**
 * Access keys of fiscal documents (NF-e, NFC-e, CT-e, MDF-e and the others of that family) for expressions, as `nfe.…`.
 * A key has 44 places; those of the CNPJ may hold letters. Sources: Manual de Orientação do Contribuinte 7.0, 2.2.6; Nota Técnica Conjunta 2025.001.
 */
export interface AccessKey {
  key: string
  state: State
  year: number
  month: number
  /** CNPJ of the emitter, or null when it is a person. */
  cnpj: string | null
  cpf: string | null
  /** `55`, with its name: `NF-e`. */
  model: string
  modelName: string
  series: number
  number: number
  /** 1 is normal; others are contingencies. Null in documents of model 59, which have none. */
  emission: number | null
  code: string
  checkDigit: number
}

const MODELS: Readonly<Record<string, string>> = {
  '55': 'NF-e',
  '57': 'CT-e',
  '58': 'MDF-e',
  '59': 'CF-e SAT',
  '62': 'NFCom',
  '63': 'BP-e',
  '64': 'GTV-e',
  '65': 'NFC-e',
  '66': 'NF3-e',
  '67': 'CT-e OS',
}

/**
 * The key without blanks, dots and a prefix such as `NFe`, in capitals.
 * @example nfe.clean('NFe1318 1017 9214 2700 0125 6500 1000 0000 3098 8725 1170') // '13181017921427000125650010000000309887251170'
 */
export function clean(value: unknown): string {
  const text = String(value ?? '')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
  return text.replace(/^(NFE|CTE|MDFE|CFE|BPE|NF3E|NFCOM|GTVE)(?=.{44}$)/, '')
}

/**
 * What the key says, or TypeError that says what is wrong with it: its length, its check digit, its state, month, emitter or model.
 * @example nfe.parse('13181017921427000125650010000000309887251170').number // 30
 * @example nfe.parse('13181017921427000125650010000000309887251170').modelName // 'NFC-e'
 */
export function parse(value: unknown): AccessKey {
  const read = readKey(clean(value))
  if (typeof read === 'string') throw new TypeError(`not an access key: ${read}`)
  return read
}

/**
 * Whether `parse` can read it.
 * @example nfe.isValid('13181017921427000125650010000000309887251171') // false
 */
export function isValid(value: unknown): boolean {
  return typeof readKey(clean(value)) !== 'string'
}

/**
 * In groups of four, as printed. Throws TypeError for what is not a key.
 * @example nfe.format('13181017921427000125650010000000309887251170') // '1318 1017 9214 2700 0125 6500 1000 0000 3098 8725 1170'
 */
export function format(value: unknown): string {
  return parse(value).key.replace(/(.{4})(?=.)/g, '$1 ')
}

/**
 * The digit that belongs after the first 43 places. Throws TypeError for other lengths.
 * @example nfe.checkDigit('1318101792142700012565001000000030988725117') // 0
 */
export function checkDigit(first: unknown): number {
  const text = clean(first)
  if (!/^[0-9A-Z]{43}$/.test(text)) throw new TypeError(`the check digit is made from 43 places, not ${text.length}`)
  let sum = 0
  // Weights 2 to 9 from the right, again and again.
  for (let i = 0; i < 43; i++) sum += (text.charCodeAt(42 - i) - 48) * ((i % 8) + 2)
  const rest = sum % 11
  return rest < 2 ? 0 : 11 - rest
}

/** The key, or what is wrong with it. */
function readKey(key: string): AccessKey | string {
  if (key.length !== 44) return `it has ${key.length} places instead of 44`
  if (!/^\d{6}[0-9A-Z]{12}\d{26}$/.test(key)) return 'it has letters outside of the CNPJ'
  const expected = checkDigit(key.slice(0, 43))
  const digit = Number(key.slice(43))
  if (digit !== expected) return `its check digit is ${digit} instead of ${expected}`
  const state = stateOfIbge(key.slice(0, 2))
  if (state === undefined) return `no state has the code ${key.slice(0, 2)}`
  const month = Number(key.slice(4, 6))
  if (month < 1 || month > 12) return `there is no month ${month}`
  const model = key.slice(20, 22)
  const modelName = Object.hasOwn(MODELS, model) ? MODELS[model] : undefined
  if (modelName === undefined) return `no fiscal document has the model ${model}`
  const emitter = emitterOf(key.slice(6, 20))
  if (typeof emitter === 'string') return emitter
  const date = { year: 2000 + Number(key.slice(2, 4)), month }
  return { key, state, ...date, ...emitter, model, modelName, ...numbersOf(key, model), checkDigit: digit }
}

/** A farmer emits with a CPF, written with three zeros in front. */
function emitterOf(text: string): Pick<AccessKey, 'cnpj' | 'cpf'> | string {
  try {
    return { cnpj: checkDocument(text, 'cnpj'), cpf: null }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    if (!text.startsWith('000')) return `its emitter is ${error.message}`
  }
  try {
    return { cnpj: null, cpf: checkDocument(text.slice(3), 'cpf') }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return `its emitter is ${error.message}`
  }
}

/** The cash register of model 59 has a serial number of nine digits, and a shorter number. */
function numbersOf(key: string, model: string): Pick<AccessKey, 'series' | 'number' | 'emission' | 'code'> {
  if (model === '59')
    return { series: Number(key.slice(22, 31)), number: Number(key.slice(31, 37)), emission: null, code: key.slice(37, 43) }
  return {
    series: Number(key.slice(22, 25)),
    number: Number(key.slice(25, 34)),
    emission: Number(key.slice(34, 35)),
    code: key.slice(35, 43),
  }
}
