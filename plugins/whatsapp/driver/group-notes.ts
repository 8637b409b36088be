import type { SignalDataSet, SignalKeyStore } from '@whiskeysockets/baileys'

const NOTE = 'sender-key-memory'

/**
 * Who of a group has its sender's key: the library reads that note when it begins to send, and writes it when it has sent. A member that
 * cannot read the message asks for it again in between, and the library wipes the note. Written after that, it would say that the member has
 * a key which it has not, and what is sent again could be read as little as before: so a wiped note stays wiped until it is read anew.
 */
export function keepWipes(keys: SignalKeyStore): SignalKeyStore {
  const wiped = new Set<string>()
  function withoutStale(notes: SignalDataSet[typeof NOTE]): SignalDataSet[typeof NOTE] {
    return Object.fromEntries(
      Object.entries(notes ?? {}).map(([group, note]) => {
        if (note === null) wiped.add(group)
        return [group, wiped.has(group) ? null : note]
      }),
    )
  }
  return {
    async get(type, ids) {
      if (type === NOTE) for (const id of ids) wiped.delete(id)
      return keys.get(type, ids)
    },
    set: (data) => keys.set(data[NOTE] === undefined ? data : { ...data, [NOTE]: withoutStale(data[NOTE]) }),
  }
}
