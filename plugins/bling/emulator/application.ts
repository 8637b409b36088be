import { BadSetting, type Fields, flagOf, textOf, textsOf } from '@tomada/sdk/emulator'
import type { Erp } from './erp.ts'
import { revokeGrants } from './oauth/grants.ts'

/**
 * Bling's panel: `POST /app {redirectUri | redirectUris, callbackUrl, scopes, isActive, autoApprove, webhookResources,
 * orderEventsHaveStatus, sendsValuesOutsideEnums, tampersSignatures}`. New scopes revoke everybody; setting `webhookResources` switches failed ones on again.
 */
export function configureApplication(erp: Erp, settings: Fields): unknown {
  const { app } = erp
  const redirectUri = textOf(settings['redirectUri']) ?? textsOf(settings['redirectUris'])[0]
  if (redirectUri !== undefined) app.redirectUri = checkUrl(redirectUri)
  if (settings['callbackUrl'] !== undefined)
    app.callbackUrl = settings['callbackUrl'] === null ? null : checkUrl(textOf(settings['callbackUrl']) ?? '')
  if (settings['scopes'] !== undefined) changeScopes(erp, textsOf(settings['scopes']))
  if (settings['webhookResources'] !== undefined) {
    app.webhookResources = textsOf(settings['webhookResources'])
    erp.disabledResources.clear()
  }
  app.isActive = flagOf(settings['isActive']) ?? app.isActive
  // A deactivated application loses its tokens for good.
  if (!app.isActive) revokeGrants(erp)
  app.autoApprove = flagOf(settings['autoApprove']) ?? app.autoApprove
  app.orderEventsHaveStatus = flagOf(settings['orderEventsHaveStatus']) ?? app.orderEventsHaveStatus
  app.sendsValuesOutsideEnums = flagOf(settings['sendsValuesOutsideEnums']) ?? app.sendsValuesOutsideEnums
  app.tampersSignatures = flagOf(settings['tampersSignatures']) ?? app.tampersSignatures
  return viewApplication(erp)
}

export function viewApplication(erp: Erp): Record<string, unknown> {
  return { ...erp.app, disabledResources: [...erp.disabledResources] }
}

function changeScopes(erp: Erp, scopes: string[]): void {
  const isSame = scopes.length === erp.app.scopes.length && scopes.every((scope) => erp.app.scopes.includes(scope))
  if (isSame) return
  erp.app.scopes = scopes
  revokeGrants(erp)
}

function checkUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new BadSetting(`${text} is not an http(s) address.`)
  return text
}
