import { BadSetting, type Fields, flagOf, numberOf, textOf } from '@tomada/sdk/emulator'
import type { Partner } from './partner.ts'

const FLAGS = ['requiresMaskedDocument', 'blockShowsInStatus', 'requiresOriginId', 'replacesBySubscription'] as const

/** `POST /limits {errorStatus, otherMethods, emptyList, cancelledStatus, requestsPerSecond, requiresMaskedDocument, blockShowsInStatus, requiresOriginId, replacesBySubscription}`. */
export function configureSwitches({ switches }: Partner, settings: Fields): unknown {
  for (const name of FLAGS) switches[name] = flagOf(settings[name]) ?? switches[name]
  const { otherMethods, emptyList, requestsPerSecond } = settings
  if (otherMethods === 405 || otherMethods === 200) switches.otherMethods = otherMethods
  else if (otherMethods !== undefined) throw new BadSetting('otherMethods must be 405 or 200.')
  if (emptyList === 'empty' || emptyList === 'missing') switches.emptyList = emptyList
  else if (emptyList !== undefined) throw new BadSetting('emptyList must be empty or missing.')
  if (requestsPerSecond === null) switches.requestsPerSecond = null
  else switches.requestsPerSecond = numberOf(requestsPerSecond) ?? switches.requestsPerSecond
  switches.errorStatus = numberOf(settings['errorStatus']) ?? switches.errorStatus
  switches.cancelledStatus = textOf(settings['cancelledStatus']) ?? switches.cancelledStatus
  return switches
}
