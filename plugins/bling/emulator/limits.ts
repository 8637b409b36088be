import { BadSetting, type Fields, flagOf, listOf, numberOf } from '@tomada/sdk/emulator'
import type { Erp } from './erp.ts'

const NUMBER_LIMITS = ['requestsPerSecond', 'requestsPerDay', 'searchLagMs', 'invoiceStepMs'] as const

/** `POST /limits {requestsPerSecond, requestsPerDay, searchLagMs, invoiceStepMs, ipBlocks, blockedAnswer, refuseDuplicateStoreNumbers, webhookDelaysMs}`. */
export function configureLimits(erp: Erp, settings: Fields): unknown {
  const { limits } = erp
  for (const name of NUMBER_LIMITS) {
    if (settings[name] === undefined) continue
    const value = numberOf(settings[name])
    if (value === undefined || value < 0) throw new BadSetting(`${name} must be a number, 0 or more.`)
    limits[name] = value
  }
  limits.ipBlocks = flagOf(settings['ipBlocks']) ?? limits.ipBlocks
  limits.refuseDuplicateStoreNumbers = flagOf(settings['refuseDuplicateStoreNumbers']) ?? limits.refuseDuplicateStoreNumbers
  const { blockedAnswer } = settings
  if (blockedAnswer === 'forbidden' || blockedAnswer === 'reset') limits.blockedAnswer = blockedAnswer
  else if (blockedAnswer !== undefined) throw new BadSetting('blockedAnswer must be forbidden or reset.')
  if (settings['webhookDelaysMs'] !== undefined) {
    limits.webhookDelaysMs = listOf(settings['webhookDelaysMs']).flatMap((entry) => numberOf(entry) ?? [])
  }
  return limits
}
