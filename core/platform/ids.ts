import { randomFillSync, randomUUID } from 'node:crypto'

/**
 * Prefixed, time-sortable ids: `run_01jd3kq2v8m6w0x4y5z7a9b1c3`.
 * 48 bits of milliseconds and 80 bits in Crockford base 32 (the ULID layout, lower case), so that ids made later sort later
 * and a row's partition can be read from its id without a query. Those 80 are random, but for their first 35: a process counts
 * on in them while the millisecond lasts.
 */
export type IdPrefix =
  | 'aud'
  | 'blk'
  | 'cal'
  | 'con'
  | 'dcl'
  | 'dlv'
  | 'evt'
  | 'exp'
  | 'exs'
  | 'flw'
  | 'hnt'
  | 'hub'
  | 'imp'
  | 'prc'
  | 'qrp'
  | 'red'
  | 'req'
  | 'run'
  | 'ses'
  | 'spl'
  | 'syn'
  | 'tev'
  | 'tok'
  | 'tsk'
  | 'usr'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_CHARS = 10
const BODY_CHARS = 26
const COUNT_CHARS = 7
const RANDOM_CHARS = BODY_CHARS - TIME_CHARS - COUNT_CHARS

let last = { epochMs: -1, count: 0 }

export function newId(prefix: IdPrefix, epochMs: number): string {
  const random = randomSlice()
  // Begins in the lower half, so that there is room to count.
  if (epochMs !== last.epochMs) last = { epochMs, count: (random.readUInt32LE(12) % 2 ** 31) * 8 + ((random[11] ?? 0) & 7) }
  else last.count++
  let text = `${prefix}_${digitsOf(epochMs, TIME_CHARS)}${digitsOf(last.count, COUNT_CHARS)}`
  for (let i = 0; i < RANDOM_CHARS; i++) text += ALPHABET.charAt((random[i] ?? 0) & 31)
  return text
}

function digitsOf(value: number, length: number): string {
  let text = ''
  let rest = value
  for (let i = 0; i < length; i++) {
    text = ALPHABET.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/** The smallest id of this kind that can have been made at that time: everything made before sorts below it. */
export function firstIdAt(prefix: IdPrefix, epochMs: number): string {
  return `${prefix}_${digitsOf(epochMs, TIME_CHARS)}${ALPHABET.charAt(0).repeat(BODY_CHARS - TIME_CHARS)}`
}

/** A workspace's id: a plain random UUID, since it also names the tenant in row-level security. */
export function newTenantId(): string {
  return randomUUID()
}

// One system call for 256 ids: the call costs as much as the rest of an id.
const pool = Buffer.alloc(4096)
let poolUsed = pool.length

function randomSlice(): Buffer {
  if (poolUsed === pool.length) {
    randomFillSync(pool)
    poolUsed = 0
  }
  poolUsed += 16
  return pool.subarray(poolUsed - 16, poolUsed)
}

/** 16 random hex digits: the seed of one guest visit, recorded with it, or a short-lived name such as a lease's holder. */
export function newSeed(): string {
  return randomSlice().toString('hex', 0, 8)
}

/** Whether `text` has the shape of an id with this prefix. Says nothing about whether it exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{${BODY_CHARS}}$`).test(text)
}

/** Milliseconds since the epoch at which the id was made. Throws RangeError on a text that is not an id. */
export function timeOfId(id: string): number {
  const start = id.indexOf('_') + 1
  if (id.length - start !== BODY_CHARS) throw new RangeError(`not an id: ${id.slice(0, 40)}`)
  let epochMs = 0
  for (let i = start; i < start + TIME_CHARS; i++) {
    const digit = DIGITS[id.charCodeAt(i)] ?? -1
    if (digit < 0) throw new RangeError(`not an id: ${id.slice(0, 40)}`)
    epochMs = epochMs * 32 + digit
  }
  return epochMs
}

/** Value of each digit by its character code, -1 for others: ids are read several times per accepted delivery. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) => ALPHABET.indexOf(String.fromCharCode(code)))

/** The UTC day, `YYYY-MM-DD`, whose partition holds the row with this id. */
export function dayOfId(id: string): string {
  const day = Math.floor(timeOfId(id) / DAY_MS)
  if (day !== lastDay.number) lastDay = { number: day, text: new Date(day * DAY_MS).toISOString().slice(0, 10) }
  return lastDay.text
}

const DAY_MS = 86_400_000
/** Nearly all ids in use are of one day. */
let lastDay = { number: -1, text: '' }
