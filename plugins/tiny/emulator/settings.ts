import { BadSetting, type Fields, fieldsOf, flagOf, numberOf, textOf, textsOf } from '@tomada/sdk/emulator'
import type { Erp } from './erp.ts'

/**
 * Tiny's panels: `POST /app {redirectUri | redirectUris, autoApprove, callbackUrl, integrationUrl, webhookKinds}`; `webhookUrls {events, integration}` are
 * the addresses of a connection, by the names that the connector gives them.
 */
export function configureApplication(erp: Erp, settings: Fields): unknown {
  const { app } = erp
  const redirectUri = textOf(settings['redirectUri']) ?? textsOf(settings['redirectUris'])[0]
  if (redirectUri !== undefined) app.redirectUri = checkUrl(redirectUri)
  for (const name of ['callbackUrl', 'integrationUrl'] as const) {
    const value = settings[name]
    if (value !== undefined) app[name] = value === null ? null : checkUrl(textOf(value) ?? '')
  }
  const { events, integration } = fieldsOf(settings['webhookUrls'])
  if (events !== undefined) app.callbackUrl = checkUrl(textOf(events) ?? '')
  if (integration !== undefined) app.integrationUrl = checkUrl(textOf(integration) ?? '')
  if (settings['webhookKinds'] !== undefined) app.webhookKinds = textsOf(settings['webhookKinds'])
  app.autoApprove = flagOf(settings['autoApprove']) ?? app.autoApprove
  return { ...app }
}

/** `POST /limits {areKept, burstPerSecond, headerCase, rotatesRefreshTokens, invoiceStepMs, importedSituation, refusesKnownXml, busyTimes}`. */
export function configureLimits(erp: Erp, settings: Fields): unknown {
  const { limits } = erp
  for (const name of ['burstPerSecond', 'invoiceStepMs', 'busyTimes'] as const) {
    if (settings[name] === undefined) continue
    const value = numberOf(settings[name])
    if (value === undefined || value < 0) throw new BadSetting(`${name} must be a number, 0 or more.`)
    limits[name] = value
  }
  limits.areKept = flagOf(settings['areKept']) ?? limits.areKept
  limits.rotatesRefreshTokens = flagOf(settings['rotatesRefreshTokens']) ?? limits.rotatesRefreshTokens
  limits.refusesKnownXml = flagOf(settings['refusesKnownXml']) ?? limits.refusesKnownXml
  if (settings['importedSituation'] === null) limits.importedSituation = null
  else limits.importedSituation = numberOf(settings['importedSituation']) ?? limits.importedSituation
  const headerCase = settings['headerCase']
  if (headerCase === 'RateLimit' || headerCase === 'Ratelimit') limits.headerCase = headerCase
  return { ...limits }
}

function checkUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new BadSetting(`${text} is not an http(s) address.`)
  return text
}
