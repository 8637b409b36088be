import type { BinaryNode } from '@whiskeysockets/baileys'

/** The server's answer to a message: taken, or refused with a code. The library reports only the second, and late. */
export interface Acks {
  /** Rejects when none came in time: the message may have been taken. */
  wait(id: string, forMs: number): Promise<{ error: string | null }>
  heard(node: BinaryNode): void
  /** The socket is gone: nobody will answer. */
  lost(): void
}

export function openAcks(): Acks {
  const waiting = new Map<string, { resolve(ack: { error: string | null }): void; reject(error: Error): void }>()
  return {
    wait(id, forMs) {
      const { promise, resolve, reject } = Promise.withResolvers<{ error: string | null }>()
      const timer = setTimeout(() => reject(new Error('WhatsApp did not confirm the message in time')), forMs)
      waiting.set(id, { resolve, reject })
      const settled = promise.finally(() => {
        clearTimeout(timer)
        waiting.delete(id)
      })
      // Whoever sends waits for it only after the message is written.
      settled.catch(() => {})
      return settled
    },
    heard: ({ attrs }) => waiting.get(attrs['id'] ?? '')?.resolve({ error: attrs['error'] ?? null }),
    lost() {
      for (const { reject } of waiting.values()) reject(new Error('The connection was lost before WhatsApp confirmed the message'))
    },
  }
}
