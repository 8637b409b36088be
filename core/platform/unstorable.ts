/**
 * The JSON Pointer of the first place in `value` that PostgreSQL cannot keep (security.md C30): text with U+0000 or a lone
 * surrogate, in a member's value or its name, or a number that JSON.parse turned into Infinity. Null when all of it can be.
 */
export function findUnstorable(value: unknown, at = ''): string | null {
  if (typeof value === 'string') return isStorableText(value) ? null : at
  if (typeof value === 'number') return Number.isFinite(value) ? null : at
  if (typeof value !== 'object' || value === null) return null
  for (const [key, member] of Object.entries(value)) {
    if (!isStorableText(key)) return at
    const found = findUnstorable(member, `${at}/${key}`)
    if (found !== null) return found
  }
  return null
}

function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed()
}
