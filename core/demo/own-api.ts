/**
 * A browser's view of this very server, for filling the demonstration workspace: the same routes, the same checks, the
 * same cookie. It speaks to the product's own address and to emulators on loopback only, which is why it may use fetch.
 */
export interface OwnApi {
  get<T>(address: string): Promise<T>
  send<T>(method: 'POST' | 'PUT', address: string, body?: unknown, headers?: Record<string, string>): Promise<T>
  /** Walks an OAuth consent that approves by itself, from the authorize URL to our callback's page. */
  consent(authorizeUrl: string): Promise<void>
}

const MAX_HOPS = 5

export function ownApi(baseUrl: string, cookie: string): OwnApi {
  async function call<T>(method: string, address: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(baseUrl + address, {
      method,
      headers: { origin: baseUrl, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${address} answered ${answer.status}: ${text.slice(0, 500)}`)
    return text === '' ? JSON.parse('null') : JSON.parse(text)
  }
  return {
    get: (address) => call('GET', address),
    send: (method, address, body, headers) => call(method, address, body, headers),
    async consent(authorizeUrl) {
      let next = authorizeUrl
      for (let hop = 0; hop < MAX_HOPS; hop++) {
        requireLoopback(next)
        const isOurs = next.startsWith(`${baseUrl}/`)
        const answer = await fetch(next, { redirect: 'manual', headers: isOurs ? { cookie } : {} })
        const location = answer.headers.get('location')
        if (location === null) {
          if (answer.ok && isOurs) return
          throw new Error(`consent stopped at ${new URL(next).pathname} with ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
        }
        next = new URL(location, next).href
      }
      throw new Error('consent was redirected in circles')
    },
  }
}

/** A demonstration never leaves this machine, whatever a manifest or an emulator says. */
function requireLoopback(address: string): void {
  const { hostname } = new URL(address)
  if (hostname !== '127.0.0.1' && hostname !== 'localhost' && hostname !== '[::1]')
    throw new Error(`the demonstration does not go to ${hostname}`)
}
