/** Scrolls a row of tabs, and nothing else of the page, so far that the current one is seen. */
export function showCurrent(row: HTMLElement, selector: string): void {
  const current = row.querySelector<HTMLElement>(selector)
  if (current) row.scrollLeft = current.offsetLeft + current.offsetWidth / 2 - row.clientWidth / 2
}
