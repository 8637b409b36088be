import net, { type AddressInfo, type Socket } from 'node:net'
import tls from 'node:tls'
import type { MadeCertificate } from '../../../core/testing/certificate.ts'

export interface TlsFront {
  port: number
  /** What came before TLS, or without it. */
  clear: string[]
  /** What came under TLS. */
  secret: string[]
  close(): Promise<void>
}

/** `starttls`: offers it and waits for it. `none`: offers nothing. */
export type FrontMode = 'tls' | 'starttls' | 'none'

/** In front of the test server, which speaks clear text: ends TLS, from the first byte or after STARTTLS (RFC 3207, RFC 9051 6.2.1). */
export async function openTlsFront(behind: number, mode: FrontMode, certificate: MadeCertificate): Promise<TlsFront> {
  const [clear, secret]: [string[], string[]] = [[], []]
  const sockets = new Set<Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    const inner = net.connect(behind, '127.0.0.1')
    sockets.add(inner)
    for (const one of [socket, inner]) one.on('error', () => socket.destroy())
    if (mode === 'tls') return relay(secured(socket, certificate), inner, secret)
    const offered = (chunk: Buffer) => void socket.write(mode === 'none' ? chunk : withOffer(chunk.toString('latin1')))
    inner.on('data', offered)
    socket.on('data', function listen(chunk: Buffer) {
      const line = chunk.toString('latin1')
      clear.push(line)
      const [, tag] = /^(?:(\S+) )?STARTTLS\r\n$/i.exec(line) ?? []
      if (mode === 'none' || !/STARTTLS\r\n$/i.test(line)) return void inner.write(chunk)
      socket.removeListener('data', listen)
      inner.removeListener('data', offered)
      socket.write(tag === undefined ? '220 Go ahead\r\n' : `${tag} OK Begin TLS\r\n`)
      relay(secured(socket, certificate), inner, secret)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    clear,
    secret,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function secured(socket: Socket, { key, cert }: MadeCertificate): Socket {
  const secure = new tls.TLSSocket(socket, { isServer: true, key, cert })
  // Whoever does not like the certificate hangs up.
  secure.on('error', () => socket.destroy())
  return secure
}

function relay(outer: Socket, inner: Socket, seen: string[]): void {
  outer.on('data', (chunk: Buffer) => {
    seen.push(chunk.toString('latin1'))
    inner.write(chunk)
  })
  inner.on('data', (chunk: Buffer) => outer.write(chunk))
  outer.on('close', () => inner.destroy())
  inner.on('close', () => outer.end())
}

/** SMTP names what it can in the answer to EHLO, IMAP in its capabilities. */
function withOffer(answer: string): string {
  return answer
    .replace(/(\r\n)250 (?=[^\r\n]*\r\n$)/, '$1250-STARTTLS\r\n250 ')
    .replace('CAPABILITY IMAP4rev1', 'CAPABILITY IMAP4rev1 STARTTLS')
}
