/** True when a key belongs to what the person is typing, so that no single-letter shortcut may act. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [role=textbox], .cm-editor') !== null
  )
}

/** True while a dialog or menu is over the page: shortcuts of the page rest. */
export function isLayerOpen(): boolean {
  return (
    document.querySelector('[role=dialog][data-state=open], [role=alertdialog][data-state=open], [role=menu][data-state=open]') !== null
  )
}

export function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey
}

/** ⌘ on Apple's keyboards, Ctrl elsewhere. */
export function isCommandKey(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey
}
