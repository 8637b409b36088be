import { EgressRefusal } from '../refusal.ts'
import { SendFailure } from '../send-failure.ts'
import type { MailFailureCode } from './mail.types.ts'

/** What a mail server or the way to it said no with. `message` is for the author of a flow. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure'
  readonly code: MailFailureCode
  readonly sent: 'no' | 'maybe'
  readonly retryAfterMs: number | undefined
  constructor(code: MailFailureCode, message: string, options: { sent?: 'no' | 'maybe'; cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.sent = options.sent ?? 'no'
    this.retryAfterMs = options.retryAfterMs
  }
}

/** RFC 4954: the credentials were not accepted. 534 and 538 ask for another way to sign in, which a person has to choose. */
const SIGN_IN_REFUSED = new Set([530, 534, 535, 538])
/** RFC 5530 3: what is said of the moment, also about a sign-in. */
const FOR_NOW = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG'])
const MAX_WORDS = 300

/** A fault on the way or before the dialogue, in words that hold no address of ours. Null when it is none of these. */
export function failureOnTheWay(error: unknown): MailFailure | null {
  if (error instanceof MailFailure) return error
  if (error instanceof EgressRefusal) return new MailFailure('egress_refused', error.message)
  if (error instanceof SendFailure) {
    const code = error.code === 'too_large' ? 'mail_refused' : error.code
    return new MailFailure(code, error.message, error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs })
  }
  return null
}

/**
 * What nodemailer rejects with. Until DATA (`hasBegun`) nothing was sent; after it, only the server's own answer says whether it was. Source: RFC 5321 4.2.1 (4yz may be tried again, 5yz not), 4.5.3.2.6.
 */
export function smtpFailure(error: unknown, hasBegun: boolean): MailFailure {
  const known = failureOnTheWay(error)
  if (known !== null) return known
  const { code, originalCode, responseCode, response } = partsOf(error)
  const said = words(response)
  // RFC 4954 6: 454 and other 4yz are about the moment, not about the account.
  if (code === 'EAUTH' && responseCode >= 400 && responseCode < 500)
    return new MailFailure('mail_later', `the server asks to try again later${said}`)
  if (code === 'EAUTH' || SIGN_IN_REFUSED.has(responseCode))
    return new MailFailure('reauthorise', `the server did not accept the sign-in${said}`)
  if (responseCode >= 500) return new MailFailure('mail_refused', `the server refused the message${said}`)
  if (responseCode >= 400) return new MailFailure('mail_later', `the server asks to try again later${said}`)
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return new MailFailure('mail_refused', 'the message has no address that it can go to')
  const sent = hasBegun ? 'maybe' : 'no'
  if (isCertificate(originalCode)) return new MailFailure('network', 'the certificate of the server is not valid', { cause: error })
  if (code === 'ETLS' || isCertificate(code)) return new MailFailure('network', 'the connection could not be made secure', { cause: error })
  if (code === 'ETIMEDOUT') return new MailFailure('timeout', 'the server did not answer in time', { sent, cause: error })
  return new MailFailure('network', 'the connection to the server broke', { sent, cause: error })
}

/** What imapflow rejects with. Reading changes nothing, so nothing is ever sent. */
export function imapFailure(error: unknown): MailFailure {
  const known = failureOnTheWay(error)
  if (known !== null) return known
  const { code, response } = partsOf(error)
  const because = isRecord(error) ? error['serverResponseCode'] : undefined
  if (typeof because === 'string' && FOR_NOW.has(because))
    return new MailFailure('mail_later', `the server asks to try again later${words(response)}`)
  if (isRecord(error) && error['authenticationFailed'] === true)
    return new MailFailure('reauthorise', 'the server did not accept the sign-in')
  if (isRecord(error) && error['mailboxMissing'] === true) return new MailFailure('mail_refused', 'the mailbox is not there')
  if (isRecord(error) && error['responseStatus'] === 'NO') return new MailFailure('mail_refused', `the server refused${words(response)}`)
  if (code === 'CONNECT_TIMEOUT' || code === 'GREETING_TIMEOUT' || code === 'ETIMEOUT')
    return new MailFailure('timeout', 'the server did not answer in time', { cause: error })
  if (isCertificate(code)) return new MailFailure('network', 'the certificate of the server is not valid', { cause: error })
  return new MailFailure('network', 'the connection to the server broke', { cause: error })
}

export function isCertificate(code: string): boolean {
  return code.includes('CERT') || code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL')
}

function partsOf(error: unknown): { code: string; originalCode: string; responseCode: number; response: string } {
  const source = isRecord(error) ? error : {}
  const text = (name: string) => (typeof source[name] === 'string' ? source[name] : '')
  const { responseCode } = source
  return {
    code: text('code'),
    // What the socket said, where nodemailer has put its own word in front.
    originalCode: text('originalCode'),
    responseCode: typeof responseCode === 'number' ? responseCode : 0,
    response: text('response') || text('responseText'),
  }
}

function words(response: string): string {
  return response === '' ? '' : `: ${response.slice(0, MAX_WORDS)}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
