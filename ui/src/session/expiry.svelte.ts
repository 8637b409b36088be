/** The server no longer knows the session: the shell shows the sign-in dialog over the page, and nothing is lost. */
export const expiry = $state({ ended: false })

export function endSession(): void {
  expiry.ended = true
}

export function renewSession(): void {
  expiry.ended = false
}
