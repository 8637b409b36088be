import { BadSetting, type Fields, flagOf, textOf, textsOf } from '@tomada/sdk/emulator'
import type { Market } from './market.ts'

/**
 * The DevCenter panel: `POST /app {redirectUri | redirectUris, callbackUrl, topics, scopes, pkceRequired, autoApprove, blocked, sourceAddress}`.
 * Setting `topics` subscribes again to what fallback had switched off.
 */
export function configureApplication(market: Market, settings: Fields): unknown {
  const { app } = market
  const redirectUris =
    textOf(settings['redirectUri']) === undefined ? textsOf(settings['redirectUris']) : [textOf(settings['redirectUri']) ?? '']
  if (redirectUris.length > 0) app.redirectUris = redirectUris.map(checkUrl)
  if (settings['callbackUrl'] !== undefined)
    app.callbackUrl = settings['callbackUrl'] === null ? null : checkUrl(textOf(settings['callbackUrl']) ?? '')
  if (settings['topics'] !== undefined) subscribe(market, textsOf(settings['topics']))
  if (settings['sourceAddress'] !== undefined) app.sourceAddress = textOf(settings['sourceAddress']) ?? null
  if (settings['scopes'] !== undefined) app.scopes = textsOf(settings['scopes'])
  app.pkceRequired = flagOf(settings['pkceRequired']) ?? app.pkceRequired
  app.autoApprove = flagOf(settings['autoApprove']) ?? app.autoApprove
  app.blocked = flagOf(settings['blocked']) ?? app.blocked
  return viewApplication(market)
}

export function viewApplication(market: Market): Record<string, unknown> {
  const { id, secret, ...rest } = market.app
  return { clientId: String(id), clientSecret: secret, ...rest, disabledTopics: [...market.disabledTopics] }
}

function subscribe(market: Market, topics: string[]): void {
  market.app.topics = topics
  for (const topic of topics) {
    market.disabledTopics.delete(topic)
    market.failures.delete(topic)
  }
}

function checkUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new BadSetting(`${text} is not an http(s) address.`)
  return text
}
