/** Scrolls the control of a JSON Pointer into view and focuses it: the field itself, or the smallest one around it. False: not drawn (yet). */
export function showField(panel: HTMLElement, field: string): boolean {
  const around = [...panel.querySelectorAll<HTMLElement>('[data-path]')].filter((element) => {
    const path = element.dataset.path ?? ''
    return path !== '' && (field === path || field.startsWith(`${path}/`))
  })
  const nearest = around.reduce<HTMLElement | undefined>(
    (best, element) => (best && (best.dataset.path ?? '').length >= (element.dataset.path ?? '').length ? best : element),
    undefined,
  )
  if (!nearest) return false
  nearest.scrollIntoView({ block: 'center' })
  nearest
    .querySelector<HTMLElement>('input:not([type=hidden]), select, textarea, .cm-content, [role=switch], button')
    ?.focus({ preventScroll: true })
  return true
}
