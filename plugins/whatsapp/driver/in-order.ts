import type { SocketConfig } from '@whiskeysockets/baileys'

type MakeRepository = SocketConfig['makeSignalRepository']

/**
 * Keeps messages in the order in which they came. Before the library takes its place in the line for decrypting a message it notes which
 * number belongs to which linked id and moves the session, each message for itself: the quickest of a burst would be first. Here the notes
 * are made as before, but each is over only when those before it are.
 */
export function inOrder(make: MakeRepository): MakeRepository {
  return (auth, logger, lookUp) => {
    const repository = make(auth, logger, lookUp)
    const { lidMapping, migrateSession } = repository
    const ordered = turns()
    // What calls itself inside goes on using the original: it must not wait for its own turn.
    const mapping: typeof lidMapping = Object.assign(Object.create(lidMapping), {
      storeLIDPNMappings: (...pairs: Parameters<typeof lidMapping.storeLIDPNMappings>) => ordered(lidMapping.storeLIDPNMappings(...pairs)),
    })
    return Object.assign(repository, {
      lidMapping: mapping,
      migrateSession: (...move: Parameters<typeof migrateSession>) => ordered(migrateSession(...move)),
    })
  }
}

/** What is given to it ends as it does, but never before what was given earlier. */
export function turns(): <T>(work: Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const before = last
    const mine = Promise.allSettled([before, work]).then(() => work)
    // Who waits behind it only wants to know that it is over.
    last = mine.catch(() => undefined)
    return mine
  }
}
