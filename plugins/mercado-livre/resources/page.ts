/** The last page of a list: nothing comes after it. */
export const LAST_PAGE = { checkpoint: null, done: true } as const

/** The scroll is older than five minutes: the host begins the pass again. */
export class ScrollExpiredError extends Error {
  override readonly name = 'ScrollExpiredError'
  readonly tomadaError = { kind: 'permanent', code: 'cursor_expired', message: 'The scroll of Mercado Livre has expired' }
}
