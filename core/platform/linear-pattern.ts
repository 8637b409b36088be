import { RE2JS } from 're2js'

interface LinearPattern {
  test(text: string): boolean
  toString(): string
}

let made = 0

/**
 * `pattern` of a JSON Schema in an engine whose time is linear in the text (security.md C33). RE2 has no look-ahead and no
 * back-references: such a pattern throws when it is compiled.
 * ajv stores compiled patterns under their `toString()`; without a unique one it would use a single pattern for all of them.
 */
function compilePattern(pattern: string, _flags: string): LinearPattern {
  const compiled = RE2JS.compile(pattern)
  const name = `/${pattern}/#${made++}`
  return { test: (text) => compiled.matcher(text).find(), toString: () => name }
}

/** What ajv's `code.regExp` wants: the function, and how standalone code would name it (unused here). */
export const linearPattern = Object.assign(compilePattern, { code: 'linearPattern' })
