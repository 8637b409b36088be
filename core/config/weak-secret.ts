const MIN_LENGTH = 32
const MIN_DISTINCT = 10

/** Parts of texts that people leave in place or type to get past a check. */
const GIVEAWAYS = [
  'change',
  'secret',
  'password',
  'senha',
  'example',
  'exemplo',
  'default',
  'your',
  'teste',
  'tomada',
  '12345678',
  'abcdefgh',
  'qwerty',
]

/** Why a secret is too short to be used at all, or null. */
export function whyTooShort(secret: string): string | null {
  return secret.length < MIN_LENGTH ? `must have at least ${MIN_LENGTH} characters (it has ${secret.length})` : null
}

/** Why a secret is too easy to guess for production, or null. Random text of 32 characters passes with near certainty. */
export function whyWeak(secret: string): string | null {
  if (new Set(secret).size < MIN_DISTINCT) return `is weak: it uses fewer than ${MIN_DISTINCT} different characters`
  if (isRepetition(secret)) return 'is weak: it repeats itself'
  const lower = secret.toLowerCase()
  const found = GIVEAWAYS.find((word) => lower.includes(word))
  return found === undefined ? null : `is weak: it contains the guessable text "${found}"`
}

function isRepetition(text: string): boolean {
  return (text + text).indexOf(text, 1) < text.length
}
