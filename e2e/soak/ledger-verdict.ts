/** What ought to be in a ledger, by key. */
export interface Expected {
  /** Once each. */
  promised: ReadonlySet<string>
  /** Once at most: what the product may have heard of later, and what was there before. */
  possible: ReadonlySet<string>
}

export interface LedgerVerdict {
  lost: string[]
  doubled: string[]
  /** Done though nothing of the kind ever happened. */
  neverAsked: string[]
}

/** `done`: how often each was done. */
export function judgeLedger({ promised, possible }: Expected, done: ReadonlyMap<string, number>): LedgerVerdict {
  return {
    lost: [...promised].filter((key) => !done.has(key)),
    doubled: [...done].filter(([, times]) => times > 1).map(([key, times]) => `${key} ${times} times`),
    neverAsked: [...done.keys()].filter((key) => !promised.has(key) && !possible.has(key)),
  }
}
