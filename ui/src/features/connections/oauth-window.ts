export type OAuthOutcome =
  | { kind: 'connected'; connectionId: string | null }
  | { kind: 'denied'; reason: string }
  | { kind: 'closed' }
  | { kind: 'blocked' }

interface CallbackMessage {
  type: string
  ok?: unknown
  connectionId?: unknown
  reason?: unknown
  error?: unknown
}

function isCallback(value: unknown): value is CallbackMessage {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && value.type.startsWith('tomada')
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/**
 * Opens the provider's page in a window and waits for our callback page to say how it went. Only a message of our own
 * origin counts. Must be called from a click with a window already opened, or the browser blocks it.
 */
export function waitForOAuth(opened: Window | null): Promise<OAuthOutcome> {
  if (opened === null) return Promise.resolve({ kind: 'blocked' })
  return new Promise((resolve) => {
    const finish = (outcome: OAuthOutcome) => {
      clearInterval(timer)
      window.removeEventListener('message', onmessage)
      resolve(outcome)
    }
    const onmessage = (event: MessageEvent<unknown>) => {
      if (event.origin !== window.location.origin || !isCallback(event.data)) return
      const { ok, connectionId, reason, error } = event.data
      if (ok === false || (ok === undefined && text(connectionId) === null))
        finish({ kind: 'denied', reason: text(reason) ?? text(error) ?? '' })
      else finish({ kind: 'connected', connectionId: text(connectionId) })
    }
    window.addEventListener('message', onmessage)
    // Closing is only noticed by asking. A moment's grace: the message may still be on its way.
    let closedAt = 0
    const timer = setInterval(() => {
      if (!opened.closed) return
      closedAt ||= Date.now()
      if (Date.now() - closedAt > 1500) finish({ kind: 'closed' })
    }, 300)
  })
}

/** Opened at once, inside the click; its address follows when the server has made it. */
export function openBlankWindow(): Window | null {
  return window.open('', 'tomada-oauth', 'popup,width=560,height=720')
}
