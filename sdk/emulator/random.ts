/** Randomness that a seed decides: the same seed and the same calls give the same provider data. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** One entry of a list that is not empty; throws RangeError on an empty one. */
  pick<T>(list: readonly T[]): T
  chance(probability: number): boolean
  hex(length: number): string
  digits(length: number): string
  /** Mixed-case letters and digits, as client secrets look. */
  letters(length: number): string
  /** A stream of its own: what one part draws never shifts what another part gets. */
  fork(purpose: string): Random
}

export function createRandom(seed: string): Random {
  const next = sfc32(seed)
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const text = (alphabet: string, length: number) => Array.from({ length }, () => alphabet.charAt(between(0, alphabet.length - 1))).join('')
  return {
    next,
    between,
    pick(list) {
      const picked = list[between(0, list.length - 1)]
      if (picked === undefined) throw new RangeError('nothing to pick from')
      return picked
    },
    chance: (probability) => next() < probability,
    hex: (length) => text('0123456789abcdef', length),
    // No leading zero, so that a number made of these digits keeps its length.
    digits: (length) => text('123456789', 1) + text('0123456789', length - 1),
    letters: (length) => text('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', length),
    fork: (purpose) => createRandom(`${seed}/${purpose}`),
  }
}

/** Four 32-bit words from the text (xmur3), then Small Fast Counter: public domain, passes PractRand, a few lines. */
function sfc32(seed: string): () => number {
  const word = textHash(seed)
  let a = word()
  let b = word()
  let c = word()
  let d = 1
  const step = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 2 ** 32
  }
  // The first numbers of close seeds resemble each other.
  for (let i = 0; i < 12; i++) step()
  return step
}

function textHash(text: string): () => number {
  let hash = 1779033703 ^ text.length
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 3432918353)
    hash = (hash << 13) | (hash >>> 19)
  }
  return () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507)
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909)
    hash ^= hash >>> 16
    return hash >>> 0
  }
}
