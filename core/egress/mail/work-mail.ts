import type { Socket } from 'node:net'
import type { Json } from '../../../sdk/flow/definition.ts'
import { type Clock, toIso } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import type { CallRecord, Credential, CredentialSource, QuotaSource } from '../egress.types.ts'
import { maskerOf } from '../mask.ts'
import { Permission } from '../permission.ts'
import type { Permit, QuotaGate } from '../quota.ts'
import { dialMail, type MailDialDeps, mailUrl } from './dial-mail.ts'
import type { MailAccount, MailOperation, MailRequest, MailResult, MailServer } from './mail.types.ts'
import { failureOnTheWay, MailFailure } from './mail-failure.ts'
import { listMail, verifyImap } from './read-mail.ts'
import { sendMail, verifySmtp } from './send-mail.ts'

export interface MailWorkDeps extends MailDialDeps {
  credentials: CredentialSource
  quotas: QuotaSource
  gate: QuotaGate
  clock: Clock
  logger: Pick<Logger, 'info'>
}

interface Trace {
  server: string
  /** Every one used: a renewal in between makes two. All are masked. */
  credentials: Credential[]
  waitedMs: number
}

const DEFAULT_TIMEOUT_MS = 45_000
const MAX_TIMEOUT_MS = 120_000
const MAX_QUOTA_WAIT_MS = 20_000
const MAX_SHOWN_CHARS = 4_096

/**
 * One dialogue with a mail account's server: within its quota, over a guarded socket, recorded like any call. A dialogue that
 * fails is a result and not an exception. Only the message's last dot has an effect: what fails before it was not sent.
 */
export async function workMail(deps: MailWorkDeps, request: MailRequest): Promise<MailResult> {
  const startedAt = deps.clock.now()
  const started = deps.clock.monotonicMs()
  const trace: Trace = { server: `${protocolOf(request.operation)}://`, credentials: [], waitedMs: 0 }
  const ended = (outcome: Pick<CallRecord, 'status' | 'answerBody' | 'error'>): CallRecord =>
    recordOf(request.operation, trace, {
      startedAt: toIso(startedAt),
      durationMs: Math.round(deps.clock.monotonicMs() - started),
      ...outcome,
    })
  try {
    const output = await converseRenewed(deps, request, trace)
    return { ok: true, output, call: ended({ status: 250, answerBody: answerOf(request.operation, output), error: null }) }
  } catch (error) {
    const failure = failureOnTheWay(error)
    if (failure === null) throw error
    const masker = maskerOf(trace.credentials)
    const message = masker.text(failure.message)
    const { code, sent, retryAfterMs } = failure
    const { tenantId, plugin, connectionId } = request
    deps.logger.info({ tenantId, plugin, connectionId, code, sent }, 'mail dialogue failed')
    const retry = retryAfterMs === undefined ? {} : { retryAfterMs }
    return { ok: false, code, message, sent, ...retry, call: ended({ status: null, answerBody: null, error: message }) }
  }
}

/** A sign-in that is refused did nothing: with a token that could be renewed, or a password that was replaced, it is tried once more. */
async function converseRenewed(deps: MailWorkDeps, request: MailRequest, trace: Trace): Promise<Json> {
  try {
    return await converse(deps, request, trace)
  } catch (error) {
    const [used] = trace.credentials
    if (failureOnTheWay(error)?.code !== 'reauthorise' || used === undefined) throw error
    if (!(await deps.credentials.rejected(request.tenantId, request.connectionId, used.version))) throw error
    return converse(deps, request, trace)
  }
}

async function converse(deps: MailWorkDeps, request: MailRequest, trace: Trace): Promise<Json> {
  const account = await accountOf(deps, request, trace)
  const { operation } = request
  switch (operation.kind) {
    case 'send':
      return within(deps, request, trace, { account, server: serverOf(account.smtp, 'SMTP'), protocol: 'smtp' }, async (dialogue) => {
        if (!(await new Permission(deps.clock, request.maySend).askFresh()))
          throw new MailFailure('lease_lost', 'this process may not act for the run any more')
        return sendMail(dialogue, operation.message, request.effectKey)
      })
    case 'list':
      return within(deps, request, trace, { account, server: serverOf(account.imap, 'IMAP'), protocol: 'imap' }, (dialogue) =>
        listMail(dialogue, operation.listing),
      )
    case 'verify':
      return verify(deps, request, trace, account)
  }
}

/** Every server that was filled in has to let the account in. */
async function verify(deps: MailWorkDeps, request: MailRequest, trace: Trace, account: MailAccount): Promise<Json> {
  const { smtp, imap, address } = account
  if (smtp === null && imap === null) throw new MailFailure('mail_refused', 'the account has neither an SMTP nor an IMAP server')
  if (smtp !== null) await within(deps, request, trace, { account, server: smtp, protocol: 'smtp' }, verifySmtp)
  if (imap !== null) await within(deps, request, trace, { account, server: imap, protocol: 'imap' }, verifyImap)
  return { address, canSend: smtp !== null, canRead: imap !== null }
}

async function accountOf(deps: MailWorkDeps, request: MailRequest, trace: Trace): Promise<MailAccount> {
  const credential = await deps.credentials.credentialFor(request.tenantId, request.connectionId, request.plugin)
  if (credential === null) throw new MailFailure('reauthorise', 'the connection has to be connected again by a person')
  trace.credentials.push(credential)
  if (credential.mail === undefined) throw new MailFailure('egress_refused', 'the connection is not one of a mail account')
  if (credential.mail.address === '') throw new MailFailure('mail_refused', 'the provider did not tell the address of the account')
  return credential.mail
}

function serverOf(server: MailServer | null, protocol: string): MailServer {
  if (server === null) throw new MailFailure('mail_refused', `the connection has no ${protocol} server: fill it in to use this`)
  return server
}

interface Target {
  account: MailAccount
  server: MailServer
  protocol: 'smtp' | 'imap'
}

interface Dialogue {
  account: MailAccount
  server: MailServer
  socket: Socket
  timeoutMs: number
  now: number
}

/** The socket ends with the work, with the caller's wish, or with the time, whichever comes first. */
async function within<T>(
  deps: MailWorkDeps,
  request: MailRequest,
  trace: Trace,
  { account, server, protocol }: Target,
  work: (dialogue: Dialogue) => Promise<T>,
): Promise<T> {
  trace.server = mailUrl(protocol, server)
  const permit = await takePermit(deps, request, trace)
  const timeoutMs = Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS)
  let socket: Socket | null = null
  const hangUp = () => socket?.destroy(Object.assign(new Error('given up'), { code: 'ETIMEDOUT' }))
  const timer = setTimeout(hangUp, timeoutMs)
  request.signal?.addEventListener('abort', hangUp, { once: true })
  try {
    const dialled = await dialMail(deps, request.tenantId, protocol, server)
    socket = dialled.socket
    if (request.signal?.aborted === true) throw new MailFailure('timeout', 'the call was cancelled')
    permit.written()
    return await work({ account, server: dialled.server, socket, timeoutMs, now: deps.clock.now() })
  } finally {
    clearTimeout(timer)
    request.signal?.removeEventListener('abort', hangUp)
    socket?.destroy()
    permit.answered()
    permit.release()
  }
}

async function takePermit(deps: MailWorkDeps, request: MailRequest, trace: Trace): Promise<Permit> {
  const { plugin, connectionId, tenantId, signal, operation } = request
  const method = operation.kind === 'send' ? 'POST' : 'GET'
  const rules = deps.quotas.quotasFor({ plugin, connectionId, tenantId, method, url: trace.server })
  const permit = await deps.gate.take(rules, {
    priority: 'live',
    budgetMs: MAX_QUOTA_WAIT_MS,
    holdMs: MAX_TIMEOUT_MS + 5_000,
    tenantId,
    signal,
  })
  trace.waitedMs += permit.waitedMs
  return permit
}

function protocolOf({ kind }: MailOperation): 'smtp' | 'imap' {
  return kind === 'list' ? 'imap' : 'smtp'
}

type Ended = Pick<CallRecord, 'startedAt' | 'durationMs' | 'status' | 'answerBody' | 'error'>

/** Like an HTTP call's: what was said, without files, without the password. */
function recordOf(operation: MailOperation, { server, waitedMs, credentials }: Trace, ended: Ended): CallRecord {
  const masker = maskerOf(credentials)
  const shown = (text: string) => masker.text(text).slice(0, MAX_SHOWN_CHARS)
  const base = { ...ended, waitedMs: Math.round(waitedMs), url: server, answerHeaders: {} }
  if (operation.kind !== 'send')
    return { ...base, method: operation.kind === 'list' ? 'FETCH' : 'NOOP', requestHeaders: {}, requestBody: null }
  const { to, cc = [], bcc = [], subject, text, html, attachments = [] } = operation.message
  const files = attachments.map((file) => file.filename).join(', ')
  const headers = { to: to.join(', '), cc: cc.join(', '), bcc: bcc.join(', '), subject, attachments: files }
  return {
    ...base,
    method: 'SEND',
    requestHeaders: Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === '' ? [] : [[name, shown(value)]]))),
    requestBody: shown(text ?? html ?? ''),
  }
}

function answerOf(operation: MailOperation, output: Json): string | null {
  if (operation.kind === 'list') return null
  return JSON.stringify(output)
}
