import type { CallbackPolicy } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import type { Account } from '../erp.types.ts'

const STEP_MS = 5 * 60_000
const SENDS = 10

/** Ten sends; each waits five minutes longer than the last. Only 200 counts. */
const POLICY: CallbackPolicy = {
  timeoutMs: 5_000,
  isAccepted: (status) => status === 200,
  delaysMs: Array.from({ length: SENDS - 1 }, (_, index) => (index + 1) * STEP_MS),
}

export type Level = 'account' | 'integration'

/** Sends one message of this kind, unsigned and without an id of its own, as Tiny does. */
export function deliver(erp: Erp, account: Account, kind: string, payload: unknown, level: Level = 'account'): void {
  const url = level === 'account' ? erp.app.callbackUrl : erp.app.integrationUrl
  if (url === null || !erp.app.webhookKinds.includes(kind)) return
  const shop = account.shops[0]?.id ?? 0
  const body = Buffer.from(
    JSON.stringify({
      versao: '1.0.1',
      cnpj: account.cnpj,
      ...(level === 'integration' ? { idEcommerce: shop } : {}),
      tipo: kind,
      dados: payload,
    }),
  )
  const id = erp.random.hex(16)
  erp.world.callbacks
    .send({ id, topic: kind, url, policy: POLICY, write: () => ({ body, headers: {} }) })
    .catch((error) => erp.world.log(`webhook ${kind}: ${String(error)}`))
}
