import type { Fault, World } from '@tomada/sdk/emulator'
import { maySignIn, REFUSED_TOKEN } from './oauth/tokens.ts'
import { ACCOUNT, officeOf, type StoredMessage } from './post-office.ts'
import { isMechanism, type Mechanism, readSasl } from './sasl.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** One client's dialogue. Commands are lines; nothing that is served here needs a literal of the client's. */
export class ImapSession {
  readonly #world: () => World
  #write: (bytes: Buffer | string) => void
  readonly #capabilities: string
  readonly #mechanisms: readonly Mechanism[]
  #isIn = false
  /** An AUTHENTICATE that waits for its second line; `refused`: only for the client to have heard why not. */
  #authenticating: { tag: string; mechanism: Mechanism | 'refused' } | null = null

  constructor(world: () => World, mechanisms: readonly Mechanism[], write: (bytes: Buffer | string) => void) {
    this.#world = world
    this.#write = write
    this.#mechanisms = mechanisms
    this.#capabilities = ['CAPABILITY IMAP4rev1', ...mechanisms.map((name) => `AUTH=${name}`), 'SASL-IR ID NAMESPACE'].join(' ')
    this.#say(`* OK [${this.#capabilities}] emulator ready`)
  }

  /** Faults match method `IMAP` and the command, such as `/uid`: `status` answers NO, `dropBefore` hangs up, `truncate` in the middle of the answer. */
  async take(line: string): Promise<'go on' | 'end'> {
    if (this.#authenticating !== null) {
      const { tag, mechanism } = this.#authenticating
      this.#authenticating = null
      if (mechanism === 'refused') this.#answer(tag, false)
      else this.#signIn(tag, mechanism, line)
      return 'go on'
    }
    const [, tag = '*', name = '', rest = ''] = /^(\S+) (\S+) ?(.*)$/.exec(line) ?? []
    const command = name.toUpperCase()
    const { faults, slowed } = this.#world()
    const taken = faults.takeForRequest('IMAP', `/${command.toLowerCase()}`)
    return slowed.before(taken, () => this.#runWith(taken, tag, command, rest))
  }

  #runWith(faults: readonly Fault[], tag: string, command: string, rest: string): 'go on' | 'end' {
    for (const { kind } of faults) {
      if (kind === 'truncate') return this.#cut(() => this.#run(tag, command, rest))
      if (kind === 'dropBefore') return 'end'
      if (kind === 'status') {
        this.#say(`${tag} NO [UNAVAILABLE] Try again later`)
        return 'go on'
      }
    }
    return this.#run(tag, command, rest)
  }

  /** Only the first half of what is said arrives. */
  #cut(run: () => void): 'end' {
    const write = this.#write
    const said: Buffer[] = []
    this.#write = (bytes) => said.push(Buffer.from(bytes))
    run()
    const whole = Buffer.concat(said)
    write(whole.subarray(0, Math.floor(whole.length / 2)))
    return 'end'
  }

  #run(tag: string, command: string, rest: string): 'go on' | 'end' {
    switch (command) {
      case 'CAPABILITY':
        this.#say(`* ${this.#capabilities}`)
        break
      case 'NOOP':
        break
      case 'ID':
        this.#say('* ID ("name" "emulator")')
        break
      case 'LOGOUT':
        this.#say('* BYE see you', `${tag} OK done`)
        return 'end'
      case 'AUTHENTICATE':
        this.#authenticate(tag, rest)
        return 'go on'
      case 'LOGIN': {
        const [user = '', password = ''] = quoted(rest)
        this.#answer(tag, this.#knows(user, password))
        return 'go on'
      }
      default:
        if (!this.#isIn) this.#say(`${tag} NO sign in first`)
        else this.#runInside(tag, command, rest)
        return 'go on'
    }
    this.#say(`${tag} OK done`)
    return 'go on'
  }

  #runInside(tag: string, command: string, rest: string): void {
    switch (command) {
      case 'NAMESPACE':
        this.#say('* NAMESPACE (("" "/")) NIL NIL')
        break
      case 'LIST':
      case 'LSUB':
        this.#say(`* ${command} (\\HasNoChildren) "/" INBOX`)
        break
      case 'SELECT':
      case 'EXAMINE':
        if (quoted(rest)[0]?.toUpperCase() !== 'INBOX') {
          this.#say(`${tag} NO [NONEXISTENT] no such mailbox`)
          return
        }
        this.#open()
        break
      case 'CLOSE':
      case 'UNSELECT':
        break
      case 'UID':
        this.#uid(rest)
        break
      default:
        this.#say(`${tag} BAD unknown command`)
        return
    }
    this.#say(`${tag} OK done`)
  }

  #authenticate(tag: string, rest: string): void {
    const [, name = '', initial] = /^(\S+)(?: (\S+))?$/.exec(rest) ?? []
    const mechanism = name.toUpperCase()
    if (!isMechanism(mechanism) || !this.#mechanisms.includes(mechanism)) this.#say(`${tag} NO [CANNOT] unknown mechanism`)
    else if (initial !== undefined) this.#signIn(tag, mechanism, initial)
    else {
      this.#authenticating = { tag, mechanism }
      this.#say('+ ')
    }
  }

  #signIn(tag: string, mechanism: Mechanism, base64: string): void {
    const { user, password, token } = readSasl(mechanism, base64)
    const isIn = mechanism === 'PLAIN' ? this.#knows(user, password) : maySignIn(this.#world(), 'imap', user, token)
    if (isIn || mechanism === 'PLAIN') {
      this.#answer(tag, isIn)
      return
    }
    // Why not comes first, and the client has to say that it heard (RFC 7628 3.2.3; XOAUTH2 likewise).
    this.#authenticating = { tag, mechanism: 'refused' }
    this.#say(`+ ${Buffer.from(JSON.stringify(REFUSED_TOKEN)).toString('base64')}`)
  }

  #knows(user: string, password: string): boolean {
    return user === ACCOUNT.username && password === officeOf(this.#world()).password
  }

  #answer(tag: string, isIn: boolean): void {
    this.#isIn = isIn
    this.#say(isIn ? `${tag} OK [${this.#capabilities}] welcome` : `${tag} NO [AUTHENTICATIONFAILED] Invalid credentials`)
  }

  #open(): void {
    const { inbox, uidValidity, nextUid } = officeOf(this.#world())
    this.#say(
      '* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)',
      `* ${inbox.length} EXISTS`,
      '* 0 RECENT',
      `* OK [UIDVALIDITY ${uidValidity}] stays`,
      `* OK [UIDNEXT ${nextUid}] next`,
    )
  }

  #uid(rest: string): void {
    const { inbox } = officeOf(this.#world())
    const [, name = '', more = ''] = /^(\S+) (.*)$/.exec(rest) ?? []
    if (name.toUpperCase() === 'SEARCH') {
      const found = inbox.filter((message) => fits(message, more, inbox)).map((message) => message.uid)
      this.#say(['* SEARCH', ...found].join(' '))
      return
    }
    const [, set = '', items = ''] = /^(\S+) (.*)$/.exec(more) ?? []
    for (const [index, message] of inbox.entries()) if (inSet(message.uid, set, inbox)) this.#fetched(index + 1, message, items)
  }

  #fetched(sequence: number, message: StoredMessage, items: string): void {
    const [section, , most] = /BODY(?:\.PEEK)?\[\](<\d+\.(\d+)>)?/i.exec(items) ?? []
    const parts = [`UID ${message.uid}`, `FLAGS (${[...message.flags].join(' ')})`, `RFC822.SIZE ${message.bytes.length}`]
    parts.push(`INTERNALDATE "${internalDate(message.receivedAt)}"`)
    if (section === undefined) {
      this.#say(`* ${sequence} FETCH (${parts.join(' ')})`)
      return
    }
    const bytes = most === undefined ? message.bytes : message.bytes.subarray(0, Number(most))
    const label = most === undefined ? 'BODY[]' : 'BODY[]<0>'
    this.#write(
      Buffer.concat([Buffer.from(`* ${sequence} FETCH (${parts.join(' ')} ${label} {${bytes.length}}\r\n`), bytes, Buffer.from(')\r\n')]),
    )
  }

  #say(...lines: string[]): void {
    for (const line of lines) this.#write(`${line}\r\n`)
  }
}

/** The search keys that are served: ALL, UNSEEN, UID set, SINCE date; any other fits nothing. */
function fits(message: StoredMessage, keys: string, inbox: readonly StoredMessage[]): boolean {
  let rest = keys.trim()
  while (rest !== '') {
    const [whole, key = '', value = ''] = /^(ALL|UNSEEN|NOT SEEN|UID|SINCE) ?("[^"]+"|\d+-\w+-\d+|[\d:*,]+)?\s*/i.exec(rest) ?? []
    if (whole === undefined) return false
    const name = key.toUpperCase()
    if ((name === 'UNSEEN' || name === 'NOT SEEN') && message.flags.has('\\Seen')) return false
    if (name === 'UID' && !inSet(message.uid, value, inbox)) return false
    if (name === 'SINCE' && message.receivedAt < Date.parse(`${value.replaceAll('"', '')} UTC`)) return false
    rest = rest.slice(whole.length)
  }
  return true
}

/** RFC 3501 9: `*` is the highest number there is, and a range may stand either way round. */
function inSet(uid: number, set: string, inbox: readonly StoredMessage[]): boolean {
  const last = inbox.at(-1)?.uid ?? 0
  return set.split(',').some((part) => {
    const [from = 0, to = from] = part.split(':').map((text) => (text === '*' ? last : Number(text)))
    return uid >= Math.min(from, to) && uid <= Math.max(from, to)
  })
}

function quoted(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, inside, bare]) => inside?.replace(/\\(.)/g, '$1') ?? bare ?? '')
}

function internalDate(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()}`
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`
}
