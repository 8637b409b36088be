import { AsyncLocalStorage } from 'node:async_hooks'
import type { Json } from '@tomada/sdk'
import { PermanentError, ReauthorizationNeededError, RetryAfterError } from '@tomada/sdk'
import type { DriverHost, DriverSession, Pairing, SessionState, StateReason } from '@tomada/sdk/driver'
import makeWASocket, {
  type BinaryNode,
  Browsers,
  DEFAULT_CONNECTION_CONFIG,
  jidDecode,
  proto,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys'
import { type Ack, ackOf, openAcks } from './acks.ts'
import { actionNamed } from './actions.ts'
import { type Address, addressOf, isGroup, phoneOf } from './addresses.ts'
import { type AuthState, fencedFor, isLinked, loadAuthState } from './auth-state.ts'
import { backOffMs, NOT_LINKED, PASSKEY, reactionTo } from './disconnects.ts'
import { type Greetings, openGreetings } from './greetings.ts'
import { inOrder } from './in-order.ts'
import { incomingOf } from './incoming.ts'
import { type Journal, openJournal } from './journal.ts'
import { type Line, openLine } from './line.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { openPace } from './pace.ts'
import { chosenOptions } from './poll-votes.ts'
import { SILENT } from './quiet-logger.ts'
import { noteLevel, noteRefusal, receiptOf, type StatusNews } from './receipts.ts'
import { send } from './sending.ts'
import { openSentMessages } from './sent-messages.ts'
import { readNamed } from './sent-records.ts'
import { type NumberSettings, settingsOf, socketSettings } from './settings.ts'

const CODE_MS = 160_000
/** A call that comes while the socket is being opened waits this long for it. */
const OPEN_WAIT_MS = 10_000
const LOGOUT_MS = 3_000
const { CIPHERTEXT } = proto.WebMessageInfo.StubType

/** One linked number: a socket at a time, opened again for as long as that makes sense. */
export async function openSession(host: DriverHost, pairing: Pairing | null): Promise<DriverSession> {
  const auth = await loadAuthState(host)
  const session = new LinkedNumber(host, auth, pairing)
  await session.begin()
  return session
}

class LinkedNumber implements DriverSession {
  readonly #host: DriverHost
  readonly #auth: AuthState
  readonly #pairing: Pairing | null
  readonly #sent: ReturnType<typeof openSentMessages>
  readonly #acks = openAcks()
  readonly #settings: NumberSettings
  readonly #greetings: Greetings
  /** Runs outside of whatever transaction of the library is open where it is called. */
  readonly #outside = AsyncLocalStorage.snapshot()
  readonly #pace: ReturnType<typeof openPace>
  #socket: WASocket | null = null
  #isOpen = false
  #isClosed = false
  #failures = 0
  #hasAskedForCode = false
  #again: NodeJS.Timeout | null = null
  #onOpen: Array<() => void> = []
  #said = ''

  constructor(host: DriverHost, auth: AuthState, pairing: Pairing | null) {
    this.#host = host
    this.#auth = auth
    this.#pairing = pairing
    this.#sent = openSentMessages(host)
    this.#settings = settingsOf(host)
    this.#pace = openPace(this.#settings.secondsBetweenMessages, () => host.now())
    this.#greetings = openGreetings({
      host,
      text: this.#settings.greeting,
      newAfterHours: this.#settings.newConversationAfterHours,
      send: async (chatId, text, effectKey) =>
        send(this.#deps(), await this.#openSocket(), { chatId, content: { text, linkPreview: null }, typed: text.length }, effectKey),
    })
  }

  async begin(): Promise<void> {
    const linked = isLinked(this.#auth.creds)
    if (!linked && this.#pairing === null) return this.#report({ is: 'ended', reason: NOT_LINKED, needsPairing: true })
    // Somebody links the number anew: what is left of the former device, or of a half-finished try, would be in the way.
    if (this.#pairing !== null) await this.#auth.reset()
    this.#connect()
  }

  async call(name: string, input: Json, { effectKey }: { effectKey: string }): Promise<Json> {
    const read = readNamed(name)
    if (read !== null) return read(this.#sent, Object(input))
    const action = actionNamed(name)
    if (action === null) throw new PermanentError(`this driver has no ${name}`)
    const socket = await this.#openSocket()
    const output = await action(this.#deps(), socket, input, effectKey)
    const chatId = name.startsWith('send') && typeof output === 'object' && output !== null && 'chatId' in output ? output['chatId'] : null
    if (typeof chatId === 'string') await this.#greetings.wrote(personOf(addressOf(chatId, null)))
    return output
  }

  #deps() {
    return {
      host: this.#host,
      sent: this.#sent,
      pace: this.#pace,
      acks: this.#acks,
      secondsBetween: this.#settings.secondsBetweenMessages,
      account: accountOf(this.#auth.creds.me?.id),
    }
  }

  async close({ forget }: { forget: boolean }): Promise<void> {
    this.#isClosed = true
    if (this.#again !== null) clearTimeout(this.#again)
    if (forget && this.#socket !== null && isLinked(this.#auth.creds)) {
      const timeUp = new Promise<void>((_resolve, reject) => setTimeout(() => reject(new Error('no answer')), LOGOUT_MS))
      // A number that cannot be told stays linked on the phone, where its owner can remove it.
      await Promise.race([this.#socket.logout(), timeUp]).catch((error: unknown) => this.#failed('not unlinked at WhatsApp', error))
    }
    const socket = this.#socket
    this.#socket = null
    await socket?.end(undefined)
  }

  #report(state: SessionState): void {
    const said = JSON.stringify(state)
    if (said === this.#said) return
    this.#said = said
    this.#host.report(state)
  }

  #connect(): void {
    if (this.#isClosed) return
    this.#again = null
    if (this.#pairing === null || isLinked(this.#auth.creds)) this.#report({ is: 'connecting' })
    const line = openLine(this.#host, this.#settings.silenceMs)
    const journal = openJournal({
      watch: line.watchdog,
      isIgnored,
      me: () => {
        const { me } = this.#auth.creds
        return me === undefined ? null : { id: me.id, lid: me.lid ?? '' }
      },
      store: (message) => this.#arrived(message),
    })
    const socket = this.#makeSocket(line, journal)
    this.#socket = socket
    this.#hear(socket, line, journal)
    socket.ev.on('connection.update', (update) => {
      if (update.connection === 'close') line.watchdog.stop()
      if (socket !== this.#socket) return
      if (update.qr !== undefined) this.#showPairing(socket, update.qr)
      if (update.connection === 'open') this.#opened()
      if (update.connection === 'close') this.#closed(update.lastDisconnect?.error)
    })
  }

  #makeSocket(line: Line, journal: Journal): WASocket {
    const { http } = this.#host
    return makeWASocket({
      auth: fencedFor(this.#auth, line.isGivenUp),
      logger: SILENT,
      browser: Browsers.ubuntu('Chrome'),
      // Otherwise the owner's phone stops ringing.
      markOnlineOnConnect: false,
      emitOwnEvents: false,
      ...socketSettings(this.#settings, this.#pairing),
      syncFullHistory: false,
      generateHighQualityLinkPreview: false,
      agent: http.agent,
      fetchAgent: http.agent,
      options: { dispatcher: http.dispatcher } as RequestInit,
      transactionOpts: { maxCommitRetries: 3, delayBetweenTriesMs: 200 },
      makeSignalRepository: oneAtATime(journal.wrap(inOrder(DEFAULT_CONNECTION_CONFIG.makeSignalRepository))),
      shouldIgnoreJid: isIgnored,
      getMessage: async ({ id }) => (id == null ? undefined : (await this.#sent.find(id))?.content),
    })
  }

  #hear(socket: WASocket, line: Line, journal: Journal): void {
    socket.ws.on('upgrade', line.opened)
    socket.ws.on('frame', (node) => {
      line.watchdog.heard()
      journal.heard(node)
      this.#heardReceipt(node)
    })
    socket.ws.on('CB:ack,class:message', (node) => this.#heardAck(ackOf(node)))
    socket.ws.on('CB:notification,type:passkey_prologue_request', () => this.#end(PASSKEY, true))
    socket.ev.on('creds.update', () => this.#saved(this.#auth.save()))
    socket.ev.on('messages.upsert', ({ messages }) => {
      for (const message of messages) this.#upserted(message)
    })
  }

  /** What was decrypted is stored already, and this only confirms it. What came in the clear is stored here. */
  #upserted(message: WAMessage): void {
    if (message.message != null) this.#saved(this.#arrived(message))
    else if (message.messageStubType === CIPHERTEXT)
      this.#host.log('warn', 'a message could not be read, and its sender was asked for it again')
  }

  /** Credentials that cannot be stored are ones that the next start would not have: better no socket than that. */
  #saved(saving: Promise<unknown>): void {
    saving.catch((error: unknown) => {
      this.#failed('not stored', error)
      this.#socket?.end(undefined)
    })
  }

  #failed(what: string, error: unknown): void {
    this.#host.log('error', `${what}: ${error instanceof Error ? error.message : 'unknown'}`)
  }

  async #arrived(message: WAMessage): Promise<void> {
    const incoming = incomingOf(message)
    if (incoming === null) return
    const { topic, key, data } = incoming
    const options = topic === 'pollVote' && this.#socket !== null ? await chosenOptions(this.#sent, this.#socket, message) : null
    if (topic === 'pollVote' && options === null) {
      this.#host.log('info', 'a vote was not taken in: its poll was not sent from here, or it cannot be opened')
      return
    }
    const queue: { [name: string]: Json } = topic === 'message' ? { queue: this.#settings.queue } : {}
    await this.#host.deliver({ topic, key, data: { ...data, ...queue, ...(options === null ? {} : { options }) } })
    if (topic === 'message' || topic === 'ownMessage') await this.#converse(topic, key, message)
  }

  /** A chat with one person is a conversation; its first message is greeted. */
  async #converse(topic: 'message' | 'ownMessage', key: string, { key: { remoteJid, remoteJidAlt } }: WAMessage): Promise<void> {
    if (remoteJid == null || isGroup(remoteJid)) return
    const person = personOf(addressOf(remoteJid, remoteJidAlt))
    if (topic === 'ownMessage') return this.#greetings.wrote(person)
    await this.#greetings.heard({ person, key })
    // The answer is a message of its own, and not a part of taking this one in.
    this.#outside(() => void this.#greetings.greet(person, remoteJid))
  }

  #heardReceipt(node: BinaryNode): void {
    const receipt = receiptOf(node)
    if (receipt === null) return
    for (const id of receipt.ids) this.#saved(this.#told(noteLevel(this.#sent, id, receipt)))
  }

  /** Noted before whoever sent it goes on, so that what became of a message is stored in the order in which it is heard. */
  #heardAck(ack: Ack): void {
    const at = new Date(this.#host.now()).toISOString()
    const { id, error } = ack
    const noting = error === null ? noteLevel(this.#sent, id, { level: 'sent', from: '', at }) : noteRefusal(this.#sent, id, error)
    this.#saved(this.#told(noting).then(() => this.#acks.heard(ack)))
  }

  async #told(noting: Promise<StatusNews | null>): Promise<void> {
    const news = await noting
    if (news !== null) await this.#host.deliver({ ...news })
  }

  #showPairing(socket: WASocket, qr: string): void {
    if (this.#pairing?.by === 'qr') {
      this.#report({ is: 'pairing', show: { kind: 'qr', value: qr, forMs: this.#settings.qrMs } })
      return
    }
    if (this.#pairing === null || this.#hasAskedForCode) return
    this.#hasAskedForCode = true
    socket.requestPairingCode(this.#pairing.phone).then(
      (code) => this.#report({ is: 'pairing', show: { kind: 'code', value: `${code.slice(0, 4)}-${code.slice(4)}`, forMs: CODE_MS } }),
      (error: unknown) => {
        this.#failed('no pairing code', error)
        socket.end(undefined)
      },
    )
  }

  #opened(): void {
    this.#isOpen = true
    this.#failures = 0
    const number = accountOf(this.#auth.creds.me?.id)
    this.#report({ is: 'connected', account: { id: number, label: phoneOf(number) } })
    for (const resolve of this.#onOpen.splice(0)) resolve()
  }

  #closed(error: Error | undefined): void {
    this.#isOpen = false
    this.#socket = null
    this.#acks.lost()
    if (this.#isClosed) return
    const { code, message } = disconnectOf(error)
    const linked = isLinked(this.#auth.creds)
    if (code !== 515) this.#failures++
    const reaction = reactionTo({ code, message, isLinked: linked, failures: this.#failures })
    switch (reaction.do) {
      case 'reopen':
        this.#connect()
        return
      case 'startOver':
        this.#hasAskedForCode = false
        this.#auth.reset().then(
          () => this.#connect(),
          (error: unknown) => {
            this.#failed('the half-linked device could not be forgotten', error)
            this.#end(NOT_LINKED, true)
          },
        )
        return
      case 'retry': {
        const againInMs = backOffMs(this.#failures, Math.random)
        this.#report({ is: 'waiting', reason: reaction.reason, againInMs })
        this.#again = setTimeout(() => this.#connect(), againInMs)
        return
      }
      case 'end':
        if (reaction.wipe) this.#saved(this.#auth.reset())
        this.#end(reaction.reason, reaction.needsPairing)
    }
  }

  #end(reason: StateReason, needsPairing: boolean): void {
    this.#isClosed = true
    const socket = this.#socket
    this.#socket = null
    socket?.end(undefined)
    this.#report({ is: 'ended', reason, needsPairing })
  }

  async #openSocket(): Promise<WASocket> {
    if (!isLinked(this.#auth.creds)) throw new ReauthorizationNeededError('The number is not linked')
    if (!this.#isOpen && !this.#isClosed) {
      const timeUp = new Promise<void>((resolve) => setTimeout(resolve, OPEN_WAIT_MS))
      await Promise.race([new Promise<void>((resolve) => this.#onOpen.push(resolve)), timeUp])
    }
    if (!this.#isOpen || this.#socket === null) throw new RetryAfterError('The number is not connected at the moment')
    return this.#socket
  }
}

/** Stories and channels. */
function isIgnored(jid: string): boolean {
  return jid === 'status@broadcast' || jid.endsWith('@newsletter')
}

/** The number, which stays the same in chats under either address; the address when it is hidden. */
function personOf({ number, id }: Address): string {
  return number ?? id
}

function accountOf(jid: string | undefined): string {
  return jidDecode(jid)?.user ?? ''
}

function disconnectOf(error: Error | undefined): { code: number | null; message: string } {
  const output: unknown = error !== undefined && 'output' in error ? error.output : null
  const code: unknown = typeof output === 'object' && output !== null && 'statusCode' in output ? output.statusCode : null
  return { code: typeof code === 'number' ? code : null, message: error?.message ?? '' }
}
