import { BadSetting, type CallbackAttempt } from '@tomada/sdk/emulator'
import type { Company, Erp } from '../erp.types.ts'

const ORIGIN = 'omie-connect-2.0'

interface Message {
  id: string
  topic: string
  body: Buffer
}

/** Messages of one address: one at a time, in order; the next one waits until the last is taken or parked. */
export interface Outbox {
  tell(company: Company, topic: string, event: unknown): void
  /** The portal's question whether the address is right. */
  ping(url: string): Promise<CallbackAttempt>
  /** Sends again what was given up. Answers how many. */
  resendParked(): number
  state(): { waiting: number; parked: string[] }
}

export function createOutbox(erp: Erp): Outbox {
  const waiting: Message[] = []
  let parked: Message[] = []
  let isSending = false

  function policy() {
    const { webhookTimeoutMs, webhookDelaysMs } = erp.limits
    return { timeoutMs: webhookTimeoutMs, isAccepted: (status: number) => status >= 200 && status < 300, delaysMs: webhookDelaysMs }
  }

  function next(): void {
    const url = erp.panel.callbackUrl
    const message = waiting[0]
    if (isSending || message === undefined || url === null) return
    isSending = true
    const finish = (isTaken: boolean) => {
      waiting.shift()
      if (!isTaken) parked.push(message)
      isSending = false
      next()
    }
    erp.world.callbacks
      .send({
        id: message.id,
        topic: message.topic,
        url,
        policy: policy(),
        write: () => ({ body: message.body, headers: {} }),
        onAttempt: ({ accepted }) => {
          if (accepted && waiting[0] === message) finish(true)
        },
        onLost: () => finish(false),
      })
      .catch((error) => erp.world.log(`webhook ${message.topic}: ${String(error)}`))
  }

  return {
    tell(company, topic, event) {
      const { callbackUrl, topics } = erp.panel
      if (callbackUrl === null || (topics !== null && !topics.includes(topic))) return
      const id = uuid(erp)
      const author = { email: 'usuario@empresa.test', name: 'Usuário', userId: 435_876 }
      const text = { messageId: id, topic, event, author, appKey: company.appKey, appHash: 'app-emulador', origin: ORIGIN }
      waiting.push({ id, topic, body: Buffer.from(JSON.stringify(text)) })
      next()
    },
    async ping(url) {
      if (!URL.canParse(url)) throw new BadSetting(`${url} is not an address.`)
      const body = Buffer.from(JSON.stringify({ ping: 'omie' }))
      return erp.world.callbacks.send({
        id: 'ping',
        topic: 'ping',
        url,
        policy: { ...policy(), delaysMs: [] },
        write: () => ({ body, headers: {} }),
      })
    },
    resendParked() {
      const again = parked
      parked = []
      waiting.push(...again)
      next()
      return again.length
    },
    state: () => ({ waiting: waiting.length, parked: parked.map(({ topic, id }) => `${topic} ${id}`) }),
  }
}

function uuid({ random }: Erp): string {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`
}
