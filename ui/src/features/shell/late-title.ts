import { announce } from '#lib/components/overlay/announcer.svelte.ts'

/** Of the router: it reads out the title that stands when a page opens. */
const ROUTER_SAID = 'svelte-announcer'

/** Reads out a page's title that comes with its data, after the router has spoken. Answers how to stop waiting for it. */
export function announceLateTitle(): () => void {
  const watch = new MutationObserver(() => {
    const { title } = document
    if (title === document.getElementById(ROUTER_SAID)?.textContent) return
    watch.disconnect()
    announce(title)
  })
  watch.observe(document.head, { subtree: true, childList: true, characterData: true })
  return () => watch.disconnect()
}
