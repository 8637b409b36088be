/**
 * What host and script agree on: what a visit is given and gives back, and what the walk makes of a record. A script carries the
 * runtime it was compiled with, for life; raise this number with any change that an older runtime would not understand, and
 * stored scripts are compiled again when they are next used.
 */
export const SCRIPT_FORMAT = 1

const MARK = '// tomada flow script '

/** The first line of a script. */
export function formatLine(): string {
  return `${MARK}${SCRIPT_FORMAT}\n`
}

/** 0: older than formats. */
export function formatOf(script: string): number {
  if (!script.startsWith(MARK)) return 0
  return Number.parseInt(script.slice(MARK.length, script.indexOf('\n')), 10)
}
