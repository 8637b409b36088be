/** The library's log holds numbers, texts and stanzas: nothing of it is kept. What matters is reported as the session's state. */
export const SILENT = {
  level: 'silent',
  child: () => SILENT,
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
}
