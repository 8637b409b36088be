import { areaCodes, type State, stateOfArea } from './brazil-states.ts'

/**
 * Brazilian telephone numbers for expressions, as `phone.…`. Understood: `+55 (11) 98765-4321`, `5511987654321`, `011 98765 4321`,
 * `0 15 11 98765-4321`, `11987654321`, a WhatsApp id; mobile numbers from before the ninth digit get it. Numbers of eight digits from 6 up are taken for
 * such old mobiles, from 2 to 5 for land lines. Sources: Anatel, resolutions 553/2010 and 749/2022.
 */
export interface Phone {
  /** `+5511987654321` */
  e164: string
  ddd: string
  /** Without area and country, with the ninth digit. */
  number: string
  kind: 'mobile' | 'landline'
  state: State
}

/** `ddd` stands in where a number comes without its area. */
export interface PhoneOptions {
  ddd?: string | number
}

/**
 * The number in its parts, or TypeError that says what is wrong with it.
 * @example phone.parse('(11) 8765-4321').e164 // '+5511987654321'
 * @example phone.parse('3333-4444', { ddd: 21 }).kind // 'landline'
 */
export function parse(value: unknown, options: PhoneOptions = {}): Phone {
  const read = readPhone(value, options)
  if (typeof read === 'string') throw new TypeError(`not a Brazilian telephone: ${read}`)
  return read
}

/**
 * As programs exchange it. Throws TypeError for what is not a Brazilian number.
 * @example phone.e164('(11) 98765-4321') // '+5511987654321'
 */
export function e164(value: unknown, options: PhoneOptions = {}): string {
  return parse(value, options).e164
}

/**
 * Whether `parse` can read it.
 * @example phone.isValid('(20) 98765-4321') // false
 */
export function isValid(value: unknown, options: PhoneOptions = {}): boolean {
  return typeof readPhone(value, options) !== 'string'
}

/**
 * Whether it is a mobile number, with or without its ninth digit.
 * @example phone.isMobile('11 8765-4321') // true
 */
export function isMobile(value: unknown, options: PhoneOptions = {}): boolean {
  const read = readPhone(value, options)
  return typeof read !== 'string' && read.kind === 'mobile'
}

/**
 * Whether it is a land line.
 * @example phone.isLandline('1133334444') // true
 */
export function isLandline(value: unknown, options: PhoneOptions = {}): boolean {
  const read = readPhone(value, options)
  return typeof read !== 'string' && read.kind === 'landline'
}

/**
 * As people write it in Brazil. Throws TypeError for what is not a Brazilian number.
 * @example phone.format('5511987654321') // '(11) 98765-4321'
 * @example phone.format('1133334444') // '(11) 3333-4444'
 */
export function format(value: unknown, options: PhoneOptions = {}): string {
  const { ddd, number } = parse(value, options)
  return `(${ddd}) ${number.slice(0, -4)}-${number.slice(-4)}`
}

/**
 * Digits with country and area, a mobile with its ninth digit: what most messaging providers want.
 * @example phone.withNinthDigit('11 8765-4321') // '5511987654321'
 */
export function withNinthDigit(value: unknown, options: PhoneOptions = {}): string {
  return parse(value, options).e164.slice(1)
}

/**
 * Digits with country and area, a mobile without its ninth digit: what WhatsApp still calls many accounts outside of areas 11 to 28.
 * @example phone.withoutNinthDigit('(51) 98765-4321') // '555187654321'
 */
export function withoutNinthDigit(value: unknown, options: PhoneOptions = {}): string {
  const { ddd, number, kind } = parse(value, options)
  return `55${ddd}${kind === 'mobile' ? number.slice(1) : number}`
}

/**
 * Whether two texts mean the same line, however they are written.
 * @example phone.isSame('555187654321@s.whatsapp.net', '(51) 98765-4321') // true
 */
export function isSame(a: unknown, b: unknown, options: PhoneOptions = {}): boolean {
  const [one, other] = [readPhone(a, options), readPhone(b, options)]
  return typeof one !== 'string' && typeof other !== 'string' && one.e164 === other.e164
}

/**
 * All area codes of Brazil, ascending.
 * @example phone.areas().length // 67
 */
export function areas(): number[] {
  return areaCodes()
}

/** The phone, or what is wrong with it. */
function readPhone(value: unknown, { ddd }: PhoneOptions): Phone | string {
  const text = String(value ?? '')
    .trim()
    .replace(/@.*$/s, '')
  if (!/^\+?[\d\s().\-/]{8,40}$/.test(text)) return text === '' ? 'it is empty' : 'it holds something else than digits and signs'
  const plain = text.replace(/\D/g, '')
  if (/^0[3589]00/.test(plain) || /^[34]00\d{5}$/.test(plain)) return 'it is a service number, which has no area'
  const national = nationalOf(plain, text.startsWith('+'), ddd)
  if (typeof national === 'string') return national
  const state = stateOfArea(national.ddd)
  if (state === undefined) return `there is no area ${national.ddd}`
  const line = lineOf(national.rest)
  if (typeof line === 'string') return line
  return { e164: `+55${national.ddd}${line.number}`, ddd: national.ddd, ...line, state }
}

function nationalOf(plain: string, isInternational: boolean, ddd: string | number | undefined): { ddd: string; rest: string } | string {
  if (isInternational) {
    if (!plain.startsWith('55')) return 'it is of another country'
    return split(plain.slice(2))
  }
  // Area 55 exists: only what is too long to be national can begin with the country.
  if (plain.startsWith('55') && plain.length >= 12) return split(plain.slice(2))
  // 0 + area, or 0 + carrier + area.
  if (plain.startsWith('0')) return split(plain.length >= 13 ? plain.slice(3) : plain.slice(1))
  if (plain.length <= 9) return ddd === undefined ? 'its area is missing' : { ddd: String(ddd).replace(/^0/, ''), rest: plain }
  return split(plain)
}

function split(national: string): { ddd: string; rest: string } | string {
  if (national.length !== 10 && national.length !== 11) return `it has ${national.length} digits with its area, instead of 10 or 11`
  return { ddd: national.slice(0, 2), rest: national.slice(2) }
}

function lineOf(rest: string): Pick<Phone, 'number' | 'kind'> | string {
  if (rest.length === 9) return rest.startsWith('9') ? { number: rest, kind: 'mobile' } : 'a number of nine digits starts with 9'
  if (rest.length !== 8) return `it has ${rest.length} digits after its area, instead of 8 or 9`
  if (/^[2-5]/.test(rest)) return { number: rest, kind: 'landline' }
  return /^[6-9]/.test(rest) ? { number: `9${rest}`, kind: 'mobile' } : `no number starts with ${rest.charAt(0)}`
}
