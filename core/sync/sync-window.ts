import type { Cursor } from '../../sdk/manifest.gen.ts'
import type { PassState } from './pass-state.ts'

const DAY_MS = 86_400_000
/** Between our clock and a provider's: a quiet resource's cursor stays this far behind. */
const SKEW_MS = DAY_MS
/** A first sync by windows back from now ends after so many empty days in a row. */
const EMPTY_DAYS = 400
const OLDEST_MS = Date.UTC(2000, 0, 1)

export interface Window {
  /** Milliseconds since the epoch; null: everything. */
  since: number | null
  /** Null: no end. */
  until: number | null
}

/** How far a pass reads in all, decided when it begins. */
export interface Span {
  from: number | null
  /** When the pass began: what changes later is for the next one. */
  startedAt: number
}

type Limits = Pick<Cursor, 'maxWindowDays' | 'from'> | undefined

/** The first window of a pass. Without a cursor there is one window: everything. */
export function firstWindow(span: Span, cursor: Limits): Window {
  if (cursor === undefined) return { since: null, until: null }
  const widthMs = widthOf(cursor)
  if (span.from !== null) return clipped(span.from, widthMs, span)
  // By windows back from now: the provider cannot be asked for everything at once.
  if (cursor.from === 'window' && widthMs !== null) return { since: span.startedAt - widthMs, until: null }
  return { since: null, until: null }
}

/** The window after one that was read whole; null when the span is covered. `wasEmpty`: it brought nothing. */
export function nextWindow(done: Window, span: Span, cursor: Limits, emptyDays: number, narrowMs: number | null): Window | null {
  const widthMs = narrowMs ?? widthOf(cursor)
  if (widthMs === null || done.since === null) return null
  if (span.from !== null) return done.until === null ? null : clipped(done.until, widthMs, span)
  if (emptyDays >= EMPTY_DAYS || done.since <= OLDEST_MS) return null
  return { since: done.since - widthMs, until: done.since }
}

const NARROWEST_MS = 60_000
/** Where nothing says how long a window may be. */
const GUESSED_MS = 32 * DAY_MS

/** Half of a window that the provider found too long, with its width from now on; null when it cannot be shorter. */
export function halved({
  span,
  window,
  widthMs,
}: Pick<PassState, 'span' | 'window' | 'widthMs'>): Pick<PassState, 'window' | 'widthMs'> | null {
  const end = window.until ?? span.startedAt
  const narrowMs = Math.floor((window.since === null ? 2 * GUESSED_MS : Math.min(widthMs ?? end - window.since, end - window.since)) / 2)
  if (narrowMs < NARROWEST_MS) return null
  // Forward from a known beginning, backwards from now without one.
  if (span.from !== null && window.since !== null) return { window: clipped(window.since, narrowMs, span), widthMs: narrowMs }
  return { window: { since: end - narrowMs, until: window.until }, widthMs: narrowMs }
}

/** Days in a row without a record, after this window. */
export function emptyDaysAfter(window: Window, read: number, before: number, startedAt: number): number {
  if (read > 0 || window.since === null) return 0
  return before + Math.round(((window.until ?? startedAt) - window.since) / DAY_MS)
}

function clipped(since: number, widthMs: number | null, { startedAt }: Span): Window {
  const until = widthMs === null ? null : since + widthMs
  return { since, until: until === null || until >= startedAt ? null : until }
}

function widthOf(cursor: Limits): number | null {
  return cursor?.maxWindowDays === undefined ? null : cursor.maxWindowDays * DAY_MS
}

/** Where an incremental pass begins: before the cursor, by the declared overlap. */
export function overlapped(position: number, cursor: Pick<Cursor, 'overlapSeconds'>): number {
  return position - cursor.overlapSeconds * 1000
}

/**
 * Where the cursor may stand once the whole pass is read. Not past the newest record seen, so that the next overlap holds one that is
 * known and a provider whose clock is behind loses nothing; but a quiet resource is not asked for years again: then a day back. Where
 * an empty answer is a fault, it stays at the newest record however old.
 */
export function positionAfter({ span, newest }: Pick<PassState, 'span' | 'newest'>, emptyIsFault = false): number {
  if (emptyIsFault) return Math.min(span.startedAt, newest ?? span.from ?? span.startedAt - SKEW_MS)
  return Math.min(span.startedAt, Math.max(newest ?? Number.NEGATIVE_INFINITY, span.startedAt - SKEW_MS))
}

/** Share of the span that whole windows have covered, 0 to 1; null when it is one window. */
export function coveredShare({ span, window }: Pick<PassState, 'span' | 'window'>): number | null {
  if (span.from === null || window.since === null || span.startedAt <= span.from) return null
  if (window.since === span.from) return window.until === null ? null : 0
  return (window.since - span.from) / (span.startedAt - span.from)
}
