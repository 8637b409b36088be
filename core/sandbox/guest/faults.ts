/** Longest text of an error (security.md 5). */
const MAX_TEXT = 8 * 1024

/** A fault of ours, told to the author as it stands. */
export class GuestFault extends Error {
  readonly code: string
  // A brand, not `instanceof`: what was thrown may be a proxy, whose traps are guest code.
  readonly #isOurs = true

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }

  static is(thrown: unknown): thrown is GuestFault {
    return typeof thrown === 'object' && thrown !== null && #isOurs in thrown
  }
}

export interface FaultText {
  code: string
  message: string
}

/**
 * Whatever was thrown, as cut text. Runs inside the guest, under its time limit: a `message` getter may loop, a proxy may
 * throw (C09).
 */
export function describeThrown(thrown: unknown, code: string): FaultText {
  try {
    if (GuestFault.is(thrown)) return { code: thrown.code, message: cut(thrown.message) }
    if (typeof thrown !== 'object' || thrown === null) return { code, message: cut(String(thrown)) }
    const name = Reflect.get(thrown, 'name')
    const message = Reflect.get(thrown, 'message')
    if (typeof message !== 'string') return { code, message: 'something that is not an error was thrown' }
    return { code, message: cut(typeof name === 'string' && name !== 'Error' ? `${cut(name)}: ${cut(message)}` : message) }
  } catch {
    // Looking at it threw again: there is nothing to quote.
    return { code, message: 'something that cannot be read was thrown' }
  }
}

export function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (cut)` : text
}
