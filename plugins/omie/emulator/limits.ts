import { BadSetting, type Fields, flagOf, listOf, numberOf } from '@tomada/sdk/emulator'
import type { Erp } from './erp.types.ts'

const NUMBERS = [
  'requestsPerMinute',
  'callsPerMinute',
  'atOnce',
  'redundantSeconds',
  'failuresInRow',
  'blockSeconds',
  'wrongKeyStatus',
  'authorisationMs',
  'answerMs',
  'webhookTimeoutMs',
] as const

/** `POST /limits {requestsPerMinute, callsPerMinute, atOnce, redundantSeconds, redundantFault, failuresInRow, blockSeconds, …}`; 0 switches a guard off. */
export function configureLimits({ limits }: Erp, settings: Fields): unknown {
  for (const name of NUMBERS) {
    if (settings[name] === undefined) continue
    const value = numberOf(settings[name])
    if (value === undefined || value < 0) throw new BadSetting(`${name} must be a number, 0 or more.`)
    limits[name] = value
  }
  limits.deniesInvoices = flagOf(settings['deniesInvoices']) ?? limits.deniesInvoices
  limits.refusesSecondBoleto = flagOf(settings['refusesSecondBoleto']) ?? limits.refusesSecondBoleto
  const { redundantFault } = settings
  if (redundantFault === '6' || redundantFault === '8020') limits.redundantFault = redundantFault
  else if (redundantFault !== undefined) throw new BadSetting('redundantFault must be 6 or 8020.')
  if (settings['webhookDelaysMs'] !== undefined)
    limits.webhookDelaysMs = listOf(settings['webhookDelaysMs']).flatMap((entry) => numberOf(entry) ?? [])
  return limits
}
