/** Guesses are throttled by account and address in the database; this keeps the hashing itself from being hogged. */
export const SIGN_IN_RATE = { quota: 60, windowSeconds: 60 }
