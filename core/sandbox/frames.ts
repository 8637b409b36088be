/**
 * Messages between the core and a sandbox child: one line of JSON, then `texts` lines of raw text, each a JSON text and so without a
 * line break. Values that only pass through are never parsed on the way.
 */
export interface Frame {
  header: FrameHeader
  texts: string[]
}

export type FrameHeader =
  // core to child
  | { t: 'hello'; childMb: number }
  | { t: 'ping' }
  | { t: 'script'; hash: string; kind: 'flow' | 'plugin' }
  | { t: 'visit'; seq: number; hash: string; tenant: string; limitMs: number; memoryMb: number }
  | { t: 'compile'; seq: number; hash: string; limitMs: number; memoryMb: number }
  | { t: 'handler'; seq: number; hash: string; isolate: string; limitMs: number; memoryMb: number; now: number }
  | { t: 'deliver'; seq: number; call: number }
  | { t: 'drop'; seqs: number[] }
  // child to core
  | { t: 'ready' }
  | { t: 'pong' }
  /** The guest's own JSON text follows; `ms` it spent inside. */
  | { t: 'result'; seq: number; ms: number }
  /** The guest did not come back by itself. `path` is the step it was in, when known. */
  | { t: 'fault'; seq: number; code: FaultCode; path: string | null; message: string }
  /** The child does not hold this script any more. */
  | { t: 'need'; seq: number; hash: string }
  /** The isolate of this handler went away with another's fault: start it again. */
  | { t: 'lost'; seq: number }
  /** V8 lost control over an isolate: this process must go. */
  | { t: 'catastrophe' }

export type FaultCode = 'timeout' | 'memory' | 'output_too_large' | 'script'

export function encodeFrame(header: FrameHeader, texts: readonly string[] = []): string {
  const count = texts.length
  const line = count === 0 ? JSON.stringify(header) : `${JSON.stringify(header).slice(0, -1)},"texts":${count}}`
  return count === 0 ? `${line}\n` : `${line}\n${texts.join('\n')}\n`
}

/** The other end broke the rules: nothing more of it can be trusted. */
export class BadFrame extends Error {}

/** Characters of one line; more than any text that is allowed through. */
const MAX_LINE_CHARS = 64 * 1024 * 1024
const MAX_TEXTS = 8

/** Takes chunks as they come and calls `onFrame` for each whole frame. Throws BadFrame. */
export class FrameReader {
  private readonly onFrame: (frame: Frame) => void
  private pieces: string[] = []
  private pieceChars = 0
  private header: FrameHeader | null = null
  private missing = 0
  private texts: string[] = []

  constructor(onFrame: (frame: Frame) => void) {
    this.onFrame = onFrame
  }

  push(chunk: string): void {
    let from = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      const rest = chunk.slice(from, end)
      from = end + 1
      if (this.pieces.length === 0) this.line(rest)
      else {
        this.pieces.push(rest)
        const line = this.pieces.join('')
        this.pieces = []
        this.pieceChars = 0
        this.line(line)
      }
    }
    if (from === chunk.length) return
    this.pieces.push(chunk.slice(from))
    this.pieceChars += chunk.length - from
    if (this.pieceChars > MAX_LINE_CHARS) throw new BadFrame('line too long')
  }

  private line(line: string): void {
    if (this.header === null) {
      const { header, texts } = readHeader(line)
      this.header = header
      this.missing = texts
      this.texts = []
    } else {
      this.texts.push(line)
      this.missing--
    }
    if (this.missing > 0) return
    const frame = { header: this.header, texts: this.texts }
    this.header = null
    this.onFrame(frame)
  }
}

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isTextOrNull: Check = (value) => value === null || isText(value)
const isNumbers: Check = (value) => Array.isArray(value) && value.every(isNumber)
const isFaultCode: Check = (value) => value === 'timeout' || value === 'memory' || value === 'output_too_large' || value === 'script'

const job = { seq: isNumber, hash: isText, limitMs: isNumber, memoryMb: isNumber }

/** Every header there is. A child may be in a guest's hands: what it says is checked like any input. */
const SHAPES: { [T in FrameHeader['t']]: Record<Exclude<keyof Extract<FrameHeader, { t: T }>, 't'>, Check> } = {
  hello: { childMb: isNumber },
  ping: {},
  script: { hash: isText, kind: isText },
  visit: { ...job, tenant: isText },
  compile: job,
  handler: { ...job, isolate: isText, now: isNumber },
  deliver: { seq: isNumber, call: isNumber },
  drop: { seqs: isNumbers },
  ready: {},
  pong: {},
  result: { seq: isNumber, ms: isNumber },
  fault: { seq: isNumber, code: isFaultCode, path: isTextOrNull, message: isText },
  need: { seq: isNumber, hash: isText },
  lost: { seq: isNumber },
  catastrophe: {},
}

function readHeader(line: string): { header: FrameHeader; texts: number } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    // Whatever the parser found wrong, this is no frame of ours.
    throw new BadFrame('not JSON')
  }
  if (!isHeader(value)) throw new BadFrame('not a header')
  const texts: unknown = Reflect.get(value, 'texts') ?? 0
  if (typeof texts !== 'number' || !Number.isInteger(texts) || texts < 0 || texts > MAX_TEXTS) throw new BadFrame('texts')
  return { header: value, texts }
}

function isHeader(value: unknown): value is FrameHeader {
  if (typeof value !== 'object' || value === null) return false
  const kind: unknown = Reflect.get(value, 't')
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) return false
  const shape: Record<string, Check> = Reflect.get(SHAPES, kind)
  for (const field of Object.keys(shape)) if (shape[field]?.(Reflect.get(value, field)) !== true) return false
  return true
}
