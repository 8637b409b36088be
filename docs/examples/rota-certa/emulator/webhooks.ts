import { createHmac } from 'node:crypto'
import { type Fields, textOf, type World } from '@tomada/sdk/emulator'

const MINUTE_MS = 60_000

/** Signed with the key of the panel; three more tries, after 1, 10 and 60 minutes. */
export function createWebhooks(world: World) {
  let url: string | null = null
  let signingKey = ''
  let count = 0
  return {
    configure(settings: Fields) {
      if ('callbackUrl' in settings) url = textOf(settings['callbackUrl']) ?? null
      if ('signingKey' in settings) signingKey = textOf(settings['signingKey']) ?? ''
    },
    url: () => url,
    moved({ id: tracking_code, status }: { id: string; status: string }) {
      if (url === null) return
      const id = `ev-${world.seed}-${++count}`
      const sentAt = new Date(world.clock.now()).toISOString()
      const body = Buffer.from(JSON.stringify({ event_id: id, event: 'shipment.moved', tracking_code, status, sent_at: sentAt }))
      const headers = { 'x-rota-signature': `sha256=${createHmac('sha256', signingKey).update(body).digest('hex')}` }
      const policy = { timeoutMs: 5_000, isAccepted: (code: number) => code === 200, delaysMs: [MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS] }
      const callback = { id, topic: 'shipment.moved', url, policy, write: () => ({ body, headers }) }
      world.callbacks.send(callback).catch((error: unknown) => world.log(String(error)))
    },
  }
}
