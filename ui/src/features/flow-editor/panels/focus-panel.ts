export const PANEL_HEADING = 'step-panel-heading'

/** Into the open panel, so that its first words are read; nothing when none is drawn. */
export function focusPanel(): void {
  document.getElementById(PANEL_HEADING)?.focus({ preventScroll: true })
}
