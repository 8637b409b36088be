/** Where a command was given, and where it speaks. */
export interface Terminal {
  /** Absolute: relative folders of the command line begin here. */
  folder: string
  say(text: string): void
  complain(text: string): void
}

/** The command line is wrong: exit code 2, with how it is used. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What was asked for cannot be done, in words for the person who asked: exit code 1, no stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
