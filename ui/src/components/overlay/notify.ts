import { messageOf } from '#lib/components/page/error-text.ts'
import { announce } from './announcer.svelte.ts'

export interface Notice {
  tone: 'success' | 'error' | 'info'
  text: string
  /** One with the same id replaces the one before. */
  id?: string
  description?: string
  /** Milliseconds. */
  duration?: number
  action?: { label: string; onClick: () => void }
}

let toaster: Promise<typeof import('./toaster.ts')> | undefined

/** Fetches what shows notices; again when it could not be fetched. Asked for at the first touch of a page, long before there is something to say. */
export function prepareNotices(): Promise<typeof import('./toaster.ts')> {
  toaster ??= import('./toaster.ts').catch((error: unknown) => {
    toaster = undefined
    throw error
  })
  return toaster
}

/** Toasts are only for results of an action that is no longer on screen; everything else is said beside its cause. */
export function notify(notice: Notice): void {
  const { text, description } = notice
  prepareNotices().then(
    ({ show }) => show(notice),
    // No network, and nothing was ever shown before: it is read out at least.
    () => announce(description === undefined ? text : `${text} ${description}`, 'assertive'),
  )
}

export function notifyDone(text: string): void {
  notify({ tone: 'success', text })
}

export function notifyFailed(what: string, error: unknown): void {
  notify({ tone: 'error', text: what, description: messageOf(error), duration: 10_000 })
}
