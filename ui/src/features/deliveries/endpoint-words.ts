import type { WebhookVerification } from '@tomada/sdk/flow'
import { m } from '#lib/paraglide/messages.js'

export const SCHEMES: Record<WebhookVerification['scheme'], () => string> = {
  none: m.hooks_unverified,
  token: m.panel_verification_token,
  hmac: m.panel_verification_hmac,
  standardWebhooks: m.panel_verification_standard,
}
