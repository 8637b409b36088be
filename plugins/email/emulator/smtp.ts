import type { AddressInfo } from 'node:net'
import { BadSetting, type Fault, type World } from '@tomada/sdk/emulator'
import { SMTPServer } from 'smtp-server'
import { maySignIn, REFUSED_TOKEN } from './oauth/tokens.ts'
import { ACCOUNT, officeOf, takeMessage } from './post-office.ts'

const REFUSED = 'refused@example.com'

/**
 * A real SMTP submission server (RFC 6409) without TLS. Faults match method `SMTP` and the paths `/auth`, `/rcpt` and `/data`:
 * `status` answers that code, `dropBefore` hangs up before the message is taken, `dropAfterWrite` after it was.
 */
export async function openSmtp(world: () => World): Promise<{ port: number; close(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: 25_000_000,
    logger: false,
    onAuth({ method, username = '', password, accessToken = '' }, _session, callback) {
      const fault = codeOf(world(), '/auth')
      if (fault !== null) return callback(smtpError(fault, 'Temporary authentication failure'))
      if (method === 'XOAUTH2')
        return callback(null, maySignIn(world(), 'smtp', username, accessToken) ? { user: username } : { data: REFUSED_TOKEN })
      if (username === ACCOUNT.username && password === officeOf(world()).password) return callback(null, { user: username })
      callback(smtpError(535, '5.7.8 Error: authentication failed'))
    },
    onRcptTo({ address }, _session, callback) {
      const fault = codeOf(world(), '/rcpt')
      if (fault !== null) return callback(smtpError(fault, 'Mailbox busy'))
      callback(address === REFUSED ? smtpError(550, '5.1.1 No such user') : null)
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const envelope = { from: mailFrom === false ? '' : (mailFrom?.address ?? ''), to: (rcptTo ?? []).map((one) => one.address) }
        const letter = { account: String(session.user), bytes: Buffer.concat(chunks), envelope }
        taken(world(), letter, () => hangUp(session.id)).then(
          (answer) => answer !== null && callback(null, answer),
          (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
        )
      })
    },
  })
  const hangUp = (id: string) => {
    for (const connection of server.connections) if (connection.session.id === id) connection._socket?.destroy()
  }
  // A client that hangs up in the middle is a thing of every day.
  server.on('error', () => {})
  const { promise, resolve } = Promise.withResolvers<void>()
  const listening = server.listen(0, '127.0.0.1', resolve)
  await promise
  const address: AddressInfo | string | null = listening.address()
  if (address === null || typeof address === 'string') throw new Error('the SMTP server has no port')
  return { port: address.port, close: () => new Promise((done) => server.close(() => done())) }
}

interface Letter {
  account: string
  bytes: Buffer
  envelope: { from: string; to: string[] }
}

async function taken(world: World, letter: Letter, hangUp: () => void): Promise<string | null> {
  const faults = world.faults.takeForRequest('SMTP', '/data')
  return world.slowed.before(faults, () => takenWith(faults, world, letter, hangUp))
}

async function takenWith(
  faults: readonly Fault[],
  world: World,
  { account, bytes, envelope }: Letter,
  hangUp: () => void,
): Promise<string | null> {
  for (const fault of faults) {
    if (fault.kind === 'status') throw smtpError(fault.status ?? 451, 'Requested action aborted')
    if (fault.kind === 'dropBefore') {
      hangUp()
      return null
    }
  }
  const message = await takeMessage(world, account, bytes, envelope)
  if (!faults.some((fault) => fault.kind === 'dropAfterWrite')) return `OK: queued as ${message.id}`
  hangUp()
  return null
}

function codeOf(world: World, path: string): number | null {
  const fault = world.faults.takeForRequest('SMTP', path).find((one) => one.kind === 'status')
  return fault === undefined ? null : (fault.status ?? 451)
}

function smtpError(code: number, text: string): Error {
  if (code < 400 || code > 599) throw new BadSetting('An SMTP failure has a code from 400 to 599.')
  return Object.assign(new Error(text), { responseCode: code })
}
