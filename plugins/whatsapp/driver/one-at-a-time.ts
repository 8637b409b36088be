import { AsyncLocalStorage } from 'node:async_hooks'
import type { SocketConfig } from '@whiskeysockets/baileys'

type MakeRepository = SocketConfig['makeSignalRepository']

/**
 * Moves the keys of a number's chats on one step at a time, each step stored before the next begins. The library seals a message within the
 * transaction of the whole sending, and opens one within another that knows nothing of it: when a message comes while the answer to
 * the one before is being sent, the transaction that ends last puts back keys that the other had moved on, and the phone cannot read
 * the answer after that. Here sealing leaves the transaction of the sending, and waits for whatever else touches a session.
 */
export function oneAtATime(make: MakeRepository): MakeRepository {
  return (auth, logger, lookUp) => {
    const repository = make(auth, logger, lookUp)
    const { decryptMessage, encryptMessage, injectE2ESession, deleteSession, migrateSession } = repository
    const alone = oneByOne()
    return Object.assign(repository, {
      decryptMessage: (...sealed: Parameters<typeof decryptMessage>) => alone(() => decryptMessage(...sealed)),
      encryptMessage: (...plain: Parameters<typeof encryptMessage>) => alone(() => encryptMessage(...plain)),
      injectE2ESession: (...session: Parameters<typeof injectE2ESession>) => alone(() => injectE2ESession(...session)),
      deleteSession: (...jids: Parameters<typeof deleteSession>) => alone(() => deleteSession(...jids)),
      migrateSession: (...move: Parameters<typeof migrateSession>) => alone(() => migrateSession(...move)),
    })
  }
}

/** Runs what it is given one after the other, outside of whatever transaction it is called in. */
export function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  const outside = AsyncLocalStorage.snapshot()
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(() => outside(work))
    last = mine.catch(() => undefined) // Who waits behind it only wants to know that it is over.
    return mine
  }
}
