import type { Socket } from 'node:net'
import tls from 'node:tls'
import type { Dialer } from '../dialer.ts'
import type { Endpoints } from '../endpoints.ts'
import { dialMapped, dialPublic } from '../guarded-dial.ts'
import type { MailServer } from './mail.types.ts'
import { isCertificate, MailFailure } from './mail-failure.ts'

export interface MailDialDeps {
  dialer: Dialer
  endpoints: Pick<Endpoints, 'originFor'>
  /** `host:port` of mail servers that the operator lets workspaces reach although their address is private (MAIL_PRIVATE_HOSTS). */
  privateHosts: ReadonlySet<string>
}

export interface Dialled {
  socket: Socket
  /** As it is to be spoken to: where the operator mapped it to an emulator without TLS, in clear text. */
  server: MailServer
}

/** As `http` is to `https`: only PROVIDER_ENDPOINTS can say it, which production refuses. */
const PLAIN = /\+plain:$/

type MailProtocol = 'smtp' | 'imap'

/** IANA's ports of submission, relay and mailbox access; 2525 is what relays offer where 25 and 587 are closed. */
const PORTS: Readonly<Record<MailProtocol, ReadonlySet<number>>> = {
  smtp: new Set([25, 465, 587, 2525]),
  imap: new Set([143, 993]),
}

/** A name of letters, digits, hyphens and dots; no literal address, which nobody can issue a certificate for. */
const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/

/** The address as records show it. */
export function mailUrl(protocol: MailProtocol, { host, port }: MailServer): string {
  return `${protocol}://${host}:${port}`
}

/**
 * A connected socket to a mail server, with TLS verified for its name when the account says so. Every resolved address is checked
 * and the checked one is dialled, as for HTTP (C14); private addresses, other ports and clear text are for servers that the
 * operator named only. Throws EgressRefusal, MailFailure.
 */
export async function dialMail(deps: MailDialDeps, tenantId: string, protocol: MailProtocol, server: MailServer): Promise<Dialled> {
  const isPrivate = deps.privateHosts.has(`${server.host}:${server.port}`)
  if (!isPrivate && !HOST.test(server.host))
    throw new MailFailure('egress_refused', `${server.host.slice(0, 100)} is not the name of a mail server`)
  const mapped = deps.endpoints.originFor(tenantId, new URL(mailUrl(protocol, server)))
  if (mapped === null && !isPrivate) checkPublic(protocol, server)
  const target = mapped === null ? server : { host: mapped.hostname, port: Number(mapped.port) }
  const dial = mapped === null && !isPrivate ? dialPublic : dialMapped
  const socket = await dial(deps.dialer, { hostname: target.host, port: target.port, secure: false }).catch((error: unknown) => {
    throw asMailFailure(error)
  })
  const spoken = mapped !== null && PLAIN.test(mapped.protocol) ? { ...server, security: 'none' as const } : server
  return { socket: spoken.security === 'tls' ? await secured(socket, server.host) : socket, server: spoken }
}

/** What the operator named is the operator's business; anybody else's server is reached on the ports of mail, and never in clear text. */
function checkPublic(protocol: MailProtocol, { port, security }: MailServer): void {
  if (!PORTS[protocol].has(port)) throw new MailFailure('egress_refused', `${port} is not a port of ${protocol.toUpperCase()}`)
  if (security === 'none') throw new MailFailure('egress_refused', 'a password does not travel in clear text: choose TLS or STARTTLS')
}

function secured(socket: Socket, hostname: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const secure = tls.connect({ socket, servername: hostname, host: hostname }, () => resolve(secure))
    secure.once('error', (error) => reject(asMailFailure(error)))
  })
}

/** EgressRefusal passes as it is: whoever asked knows what it means. */
function asMailFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  if (isCertificate(error.code)) return new MailFailure('network', 'the certificate of the server is not valid', { cause: error })
  if (error.code === 'ETIMEDOUT') return new MailFailure('timeout', 'the server could not be reached in time', { cause: error })
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return new MailFailure('network', 'the name of the server could not be resolved', { cause: error })
  return new MailFailure('network', 'the server could not be reached', { cause: error })
}
