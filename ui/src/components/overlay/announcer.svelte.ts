/** What screen readers are told. One polite and one assertive region for the whole application, drawn by the root layout. */
export const spoken = $state({ polite: '', assertive: '' })

export function announce(text: string, how: 'polite' | 'assertive' = 'polite'): void {
  // The same sentence twice in a row is only read again when it differs: a no-break space does that.
  spoken[how] = spoken[how] === text ? `${text}\u00a0` : text
}
