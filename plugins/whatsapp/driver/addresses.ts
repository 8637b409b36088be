import { isJidGroup, isLidUser, jidDecode, jidNormalizedUser } from '@whiskeysockets/baileys'

/** Somebody, under the two addresses that a person may have. At least one is there. */
export interface Address {
  /** What to answer to: the address that the conversation uses. */
  id: string
  /** Digits with country code, exactly as WhatsApp has them; null while the person hides them. */
  number: string | null
  /** The same for reading, with `+` and with the Brazilian ninth digit where the account is older than it. */
  phone: string | null
  lid: string | null
}

/** Of a message's two addresses, in whichever order they came. */
export function addressOf(jid: string, alt: string | null | undefined): Address {
  const all = [jid, ...(alt == null || alt === '' ? [] : [alt])].map((one) => jidNormalizedUser(one))
  const lidJid = all.find((one) => isLidUser(one))
  const numberJid = all.find((one) => one.endsWith('@s.whatsapp.net'))
  const number = jidDecode(numberJid)?.user ?? null
  return { id: jidNormalizedUser(jid), number, phone: number === null ? null : phoneOf(number), lid: jidDecode(lidJid)?.user ?? null }
}

export function isGroup(jid: string): boolean {
  return isJidGroup(jid) === true
}

const BRAZIL_MOBILE = /^55([1-9][0-9])(9?)([6-9][0-9]{7})$/

/** `+5511988880002` also for an account that is known as 551188880002. */
export function phoneOf(number: string): string {
  const [, area, , rest] = BRAZIL_MOBILE.exec(number) ?? []
  return area === undefined || rest === undefined ? `+${number}` : `+55${area}9${rest}`
}

/**
 * The forms under which a Brazilian mobile account may be known: with the ninth digit, and without it if it was made before that. Which
 * one applies depends on the account and on no rule, so WhatsApp is asked for both.
 */
export function variantsOf(number: string): string[] {
  const [, area, , rest] = BRAZIL_MOBILE.exec(number) ?? []
  return area === undefined || rest === undefined ? [number] : [`55${area}9${rest}`, `55${area}${rest}`]
}

/** Digits of what a person typed; null when it cannot be a number with country code. */
export function digitsOf(text: string): string | null {
  const digits = text.replace(/[\s().+-]/g, '')
  return /^[1-9][0-9]{7,14}$/.test(digits) ? digits : null
}
