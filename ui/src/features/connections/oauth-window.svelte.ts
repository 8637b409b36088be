import { startOAuth } from '#lib/api/connections.ts'
import { isFor, isPageAddress, OAUTH_CHANNEL, type OAuthFault, type OAuthMessage, readOAuthMessage } from './oauth-message.ts'

export type OAuthPhase =
  | { kind: 'idle' }
  | { kind: 'opening' }
  | { kind: 'waiting' }
  /** Gone without an answer. The answer may still come: a provider's page can cut the window off from ours. */
  | { kind: 'closed' }
  | { kind: 'blocked'; url: string }
  | { kind: 'expired' }
  | { kind: 'fault'; fault: OAuthFault }
  /** The server did not start the sign-in. */
  | { kind: 'refused'; error: unknown }
  | { kind: 'connected' }

export type OAuthRequest = Parameters<typeof startOAuth>[0]

/** As long as the server keeps a sign-in open. */
const LIFE_MS = 600_000
const LOOK_EVERY_MS = 500
/** Time for the answer of a window that has just closed itself. */
const GRACE_MS = 2500

/** The provider's window: opened within the click, followed until our callback page has said how it went. */
export class OAuthWindow {
  phase = $state.raw<OAuthPhase>({ kind: 'idle' })
  readonly #plugin: string
  readonly #onconnected: (connectionId: string) => void
  readonly #channel = new BroadcastChannel(OAUTH_CHANNEL)
  #popup: Window | null = null
  #watch: ReturnType<typeof setInterval> | undefined
  #limit: ReturnType<typeof setTimeout> | undefined

  constructor(plugin: string, onconnected: (connectionId: string) => void) {
    this.#plugin = plugin
    this.#onconnected = onconnected
    this.#channel.onmessage = (event: MessageEvent<unknown>) => this.#hear(event.data)
    window.addEventListener('message', this.#onmessage)
  }

  /** Must be called from a click: the window is opened first, and its address follows when the server has made it. */
  async open(request: OAuthRequest): Promise<void> {
    this.#stop()
    const popup = window.open('about:blank', 'tomada-oauth', 'popup,width=560,height=720')
    this.#popup = popup
    this.phase = { kind: 'opening' }
    try {
      const { authorizeUrl } = await startOAuth(request)
      if (!isPageAddress(authorizeUrl)) throw new Error(authorizeUrl)
      if (popup === null) this.phase = { kind: 'blocked', url: authorizeUrl }
      else {
        popup.location.replace(authorizeUrl)
        this.phase = { kind: 'waiting' }
        this.#follow(popup)
      }
      this.#limit = setTimeout(() => this.#expire(), LIFE_MS)
    } catch (error) {
      popup?.close()
      this.phase = { kind: 'refused', error }
    }
  }

  /** Brings the provider's window to the front. */
  show(): void {
    this.#popup?.focus()
  }

  dispose(): void {
    this.#stop()
    this.#channel.close()
    window.removeEventListener('message', this.#onmessage)
  }

  readonly #onmessage = (event: MessageEvent<unknown>) => {
    if (event.origin === window.location.origin) this.#hear(event.data)
  }

  #hear(value: unknown): void {
    const message = readOAuthMessage(value)
    const isListening = ['opening', 'waiting', 'closed', 'blocked', 'expired'].includes(this.phase.kind)
    if (message !== null && isListening && isFor(message, this.#plugin)) this.#end(message)
  }

  #end({ ok, connectionId, fault }: OAuthMessage): void {
    this.#stop()
    if (ok && connectionId !== null) {
      this.phase = { kind: 'connected' }
      this.#onconnected(connectionId)
    } else this.phase = { kind: 'fault', fault: fault ?? 'provider' }
  }

  /** Closing is only noticed by looking. */
  #follow(popup: Window): void {
    let closedForMs = 0
    this.#watch = setInterval(() => {
      if (!popup.closed) return
      closedForMs += LOOK_EVERY_MS
      if (closedForMs < GRACE_MS) return
      clearInterval(this.#watch)
      if (this.phase.kind === 'waiting') this.phase = { kind: 'closed' }
    }, LOOK_EVERY_MS)
  }

  #expire(): void {
    clearInterval(this.#watch)
    this.phase = { kind: 'expired' }
  }

  #stop(): void {
    clearInterval(this.#watch)
    clearTimeout(this.#limit)
  }
}
