import { createHmac } from 'node:crypto'
import { type Fields, textOf, type World } from '@tomada/sdk/emulator'

const MINUTE_MS = 60_000

/** Tells whoever asked for it, signed; tries again after 1, 5 and 30 minutes. */
export function createWebhooks(world: World) {
  let url: string | null = null
  let secret = ''
  let count = 0
  return {
    url: () => url,
    /** `callbackUrl` and `webhookSecret`, as a person would enter them in the shop's panel. */
    configure(settings: Fields) {
      if ('callbackUrl' in settings) url = textOf(settings['callbackUrl']) ?? null
      if ('webhookSecret' in settings) secret = textOf(settings['webhookSecret']) ?? ''
    },
    announce(topic: string, recordId: string) {
      if (url === null) return
      const id = `msg-${world.seed}-${++count}`
      const body = Buffer.from(JSON.stringify({ id, topic, recordId, sentAt: new Date(world.clock.now()).toISOString() }))
      const headers = { 'x-signature': createHmac('sha256', secret).update(body).digest('hex') }
      const policy = {
        timeoutMs: 5_000,
        isAccepted: (status: number) => status >= 200 && status < 300,
        delaysMs: [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
      }
      world.callbacks.send({ id, topic, url, policy, write: () => ({ body, headers }) }).catch((error: unknown) => world.log(String(error)))
    },
  }
}
