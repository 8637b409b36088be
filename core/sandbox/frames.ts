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
  | { t: 'hello' }
  | { t: 'ping' }
  | { t: 'trim' }
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

/** Takes chunks as they come and calls `onFrame` for each whole frame. */
export class FrameReader {
  private readonly onFrame: (frame: Frame) => void
  private pieces: string[] = []
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
        this.line(line)
      }
    }
    if (from < chunk.length) this.pieces.push(chunk.slice(from))
  }

  private line(line: string): void {
    if (this.header === null) {
      const header: FrameHeader & { texts?: number } = JSON.parse(line)
      this.header = header
      this.missing = header.texts ?? 0
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
