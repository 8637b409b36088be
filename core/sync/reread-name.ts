const PREFIX = 'reread:'

/** How the reading again of a resource's open records stands among a connection's cursors; no resource can have a colon in its name. */
export function rereadName(resource: string): string {
  return `${PREFIX}${resource}`
}

/** Null: it is no such name. */
export function rereadOfName(name: string): string | null {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : null
}
