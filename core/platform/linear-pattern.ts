import { LRUCache } from 'lru-cache'
import { RE2JS } from 're2js'

interface LinearPattern {
  test(text: string): boolean
  toString(): string
}

/** What a pattern compiles to takes 25 kB on average. Connectors declare nearly a thousand, and a seventh of them differ. */
const compiled = new LRUCache<string, RE2JS>({ max: 300 })
let made = 0

/**
 * `pattern` of a JSON Schema in an engine whose time is linear in the text (security.md C33). RE2 has no look-ahead and no
 * back-references: such a pattern throws when it is compiled.
 * ajv stores compiled patterns under their `toString()`; without a unique one it would use a single pattern for all of them.
 */
function compilePattern(pattern: string, _flags: string): LinearPattern {
  compiledOf(pattern)
  const name = `/${pattern}/#${made++}`
  return { test: (text) => compiledOf(pattern).matcher(text).find(), toString: () => name }
}

function compiledOf(pattern: string): RE2JS {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const fresh = RE2JS.compile(pattern)
  compiled.set(pattern, fresh)
  return fresh
}

/** What ajv's `code.regExp` wants: the function, and how standalone code would name it (unused here). */
export const linearPattern = Object.assign(compilePattern, { code: 'linearPattern' })
