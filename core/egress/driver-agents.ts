import { Agent as SecureAgent } from 'node:https'
import type { Duplex } from 'node:stream'
import { Agent as FetchAgent } from 'undici'

type Dial = (target: { hostname: string; port: number }) => Promise<Duplex>

const SECURE_PORT = 443

/**
 * For libraries of native drivers that make requests by themselves: one agent for `https`, one dispatcher for `fetch`, and every socket
 * of both is one that `dial` made: checked, looked up once, and with TLS verified already.
 */
export function agentsOver(dial: Dial): { agent: SecureAgent; dispatcher: FetchAgent } {
  return {
    agent: new DialledAgent(dial),
    dispatcher: new FetchAgent({
      connect(options, callback) {
        dial({ hostname: options.hostname, port: Number(options.port || SECURE_PORT) }).then(
          // undici speaks over any duplex; its type asks for a TCP socket.
          (socket) => callback(null, socket as Parameters<Extract<typeof callback, (...values: never) => void>>[1] & Duplex),
          (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
        )
      },
      allowH2: false,
    }),
  }
}

class DialledAgent extends SecureAgent {
  readonly #dial: Dial

  constructor(dial: Dial) {
    super({ keepAlive: false })
    this.#dial = dial
  }

  override createConnection(
    options: { host?: string | null; port?: number | string | null },
    callback?: (error: Error | null, socket: Duplex) => void,
  ) {
    const failed = (error: unknown): void => {
      // Node's type wants a socket beside the error; none is there.
      ;(callback as ((error: Error) => void) | undefined)?.(error instanceof Error ? error : new Error(String(error)))
    }
    this.#dial({ hostname: options.host ?? '', port: Number(options.port ?? SECURE_PORT) }).then(
      (socket) => callback?.(null, socket),
      failed,
    )
    return undefined
  }
}
