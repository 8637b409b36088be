/** What `jsonb` does not take: U+0000, half of a surrogate pair, and numbers past the range of `numeric`. */
const SUSPICIOUS = /\\u(?:0000|[dD][89a-fA-F])|[0-9.][eE][+-]?\d{4}/

/**
 * JSON text that PostgreSQL can keep, and whether something had to be replaced: characters by U+FFFD, numbers with an exponent of four
 * digits or more by null. One such record must not stop the page it came with.
 */
export function storableJson(text: string): { text: string; isReplaced: boolean } {
  const isWhole = text.isWellFormed() && !text.includes('\u0000')
  if (isWhole && !SUSPICIOUS.test(text)) return { text, isReplaced: false }
  const whole = text.toWellFormed().replaceAll('\u0000', '\ufffd')
  const replaced = whole.replaceAll(TOKEN, replaceToken)
  return { text: replaced, isReplaced: replaced !== text }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs

function replaceToken(token: string): string {
  if (!token.startsWith('"')) return /[eE][+-]?\d{4}/.test(token) ? 'null' : token
  return token.includes('\\u') ? token.replaceAll(ESCAPE, replaceEscape) : token
}

const ESCAPE = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\./gs

function replaceEscape(written: string): string {
  return /^\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})$/.test(written) ? '\\ufffd' : written
}
