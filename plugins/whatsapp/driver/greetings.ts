import type { DriverHost } from '@tomada/sdk/driver'

export interface GreetingsOptions {
  host: Pick<DriverHost, 'store' | 'log'>
  /** Empty: nobody is greeted. */
  text: string
  /** So long after its last message a conversation is over. */
  newAfterHours: number
  /** Sends once for each effect key. */
  send(chatId: string, text: string, effectKey: string): Promise<unknown>
}

export interface Greetings {
  /** Somebody wrote to the number: noted before WhatsApp is told that the message arrived, so that a crash does not lose it. */
  heard(message: { person: string; key: string }): Promise<void>
  /** The number wrote to somebody: whoever answers starts no conversation. */
  wrote(person: string): Promise<void>
  /** Greets whom `heard` noted and nobody greeted yet. Never rejects: what fails is tried at the person's next message. */
  greet(person: string, chatId: string): Promise<void>
}

/** A conversation: what began it, and whether its greeting was sent. Gone when it is over. */
interface Conversation {
  startedBy: string
  isGreeted: boolean
}

const KIND = 'conversation'

export function openGreetings({ host, text, newAfterHours, send }: GreetingsOptions): Greetings {
  let tail: Promise<void> = Promise.resolve()

  async function find(person: string): Promise<Conversation | null> {
    const found = (await host.store.get(KIND, [person]))[person]
    return found === undefined ? null : JSON.parse(found)
  }
  /** Saving it again is what keeps it alive. */
  function save(person: string, conversation: Conversation): Promise<void> {
    return host.store.set([{ kind: KIND, id: person, value: JSON.stringify(conversation), keepSeconds: newAfterHours * 3600 }])
  }
  async function greetOnce(person: string, chatId: string): Promise<void> {
    const conversation = await find(person)
    if (conversation === null || conversation.isGreeted) return
    await send(chatId, text, `greeting|${conversation.startedBy}`)
    await save(person, { ...conversation, isGreeted: true })
  }

  return {
    async heard({ person, key }) {
      if (text !== '') await save(person, (await find(person)) ?? { startedBy: key, isGreeted: false })
    },
    async wrote(person) {
      if (text !== '') await save(person, { ...((await find(person)) ?? { startedBy: '' }), isGreeted: true })
    },
    greet(person, chatId) {
      if (text === '') return tail
      // One after the other: two messages at once are one conversation.
      tail = tail
        .then(() => greetOnce(person, chatId))
        .catch((error: unknown) => host.log('warn', `not greeted: ${error instanceof Error ? error.message : 'unknown'}`))
      return tail
    },
  }
}
