import type { Json } from '../../sdk/flow/definition.ts'

/** security.md 5: deeper values are not handed on as JSON; the text stays. */
const MAX_DEPTH = 100

/** The value of a text that is JSON by its content type or its first character; null when it is not JSON or too deep. */
export function parseAnswerJson(text: string, contentType: string): Json | null {
  if (!/\bjson\b/i.test(contentType) && !/^\s*[[{]/.test(text)) return null
  if (isTooDeep(text)) return null
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return null // Providers send HTML or cut bodies under a JSON content type; the caller has the text.
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (inString) {
      if (char === 0x5c) i++
      else if (char === 0x22) inString = false
    } else if (char === 0x22) inString = true
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > MAX_DEPTH) return true
    } else if (char === 0x7d || char === 0x5d) depth--
  }
  return false
}
