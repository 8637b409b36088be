import { toast } from 'svelte-sonner'
import { messageOf } from '#lib/components/page/error-text.ts'

/** Toasts are only for results of an action that is no longer on screen; everything else is said beside its cause. */
export function notifyDone(text: string): void {
  toast.success(text)
}

export function notifyFailed(what: string, error: unknown): void {
  toast.error(what, { description: messageOf(error), duration: 10_000 })
}
