import type { BinaryNode } from '@whiskeysockets/baileys'

/** The server's answer to a message: taken, or refused with a code. The library reports only the second, and late. */
export interface Ack {
  id: string
  error: string | null
}

export interface Acks {
  /** Rejects when none came in time: the message may have been taken. */
  wait(id: string, forMs: number): Promise<Ack>
  heard(ack: Ack): void
  /** The socket is gone: nobody will answer. */
  lost(): void
}

export function ackOf({ attrs }: BinaryNode): Ack {
  return { id: attrs['id'] ?? '', error: attrs['error'] ?? null }
}

export function openAcks(): Acks {
  const waiting = new Map<string, { resolve(ack: Ack): void; reject(error: Error): void }>()
  return {
    wait(id, forMs) {
      const { promise, resolve, reject } = Promise.withResolvers<Ack>()
      const timer = setTimeout(() => reject(new Error('WhatsApp did not confirm the message in time')), forMs)
      waiting.set(id, { resolve, reject })
      const settled = promise.finally(() => {
        clearTimeout(timer)
        waiting.delete(id)
      })
      // Whoever sends waits for it, and hears of this, only after the message is written: until then nobody would have handled it.
      settled.catch(() => {})
      return settled
    },
    heard: (ack) => waiting.get(ack.id)?.resolve(ack),
    lost() {
      for (const { reject } of waiting.values()) reject(new Error('The connection was lost before WhatsApp confirmed the message'))
    },
  }
}
