import { announce } from '#lib/components/overlay/announcer.svelte.ts'
import { m } from '#lib/paraglide/messages.js'

/** To the clipboard, and said. False: the browser refused. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    announce(m.ui_copied())
    return true
  } catch {
    // The browser refuses without a secure context or a permission: say how to copy by hand.
    announce(m.ui_copy_failed(), 'assertive')
    return false
  }
}
