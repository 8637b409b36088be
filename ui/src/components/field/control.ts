/** The look of every text control: 3:1 border, no placeholder as label. */
export const CONTROL =
  'w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 text-base text-text transition-colors placeholder:text-muted hover:border-muted focus:border-accent focus:outline-2 focus:outline-offset-0 focus:outline-accent disabled:opacity-60 aria-invalid:border-error'
