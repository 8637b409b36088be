export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface LogLine {
  path: string
  level: LogLevel
  text: string
}

/** Limits of security.md 5, in UTF-16 units: one line, one step, one visit. */
export const LOG_LIMITS = { line: 8 * 1024, step: 256 * 1024, visit: 1024 * 1024 }
/** What a line costs beside its text, so that empty lines run out too. */
const LINE_COST = 32

/** Keeps what a guest logs until the visit ends, within its limits; what is beyond is counted and dropped (C10). */
export class LogBuffer {
  private lines: LogLine[] = []
  private path = ''
  private stepRoom = LOG_LIMITS.step
  private visitRoom = LOG_LIMITS.visit
  private isCut = false

  startStep(path: string): void {
    this.path = path
    this.stepRoom = LOG_LIMITS.step
    this.isCut = false
  }

  /** True when a line was kept. Checked before the text is even made, so that a flood costs nothing. */
  hasRoom(): boolean {
    return this.stepRoom > 0 && this.visitRoom > 0
  }

  add(level: LogLevel, text: string): void {
    if (!this.hasRoom()) {
      if (!this.isCut) this.lines.push({ path: this.path, level: 'warn', text: '… more lines were cut' })
      this.isCut = true
      return
    }
    const kept = text.length > LOG_LIMITS.line ? `${text.slice(0, LOG_LIMITS.line)}… (cut)` : text
    this.stepRoom -= kept.length + LINE_COST
    this.visitRoom -= kept.length + LINE_COST
    this.lines.push({ path: this.path, level, text: kept })
  }

  take(): LogLine[] {
    const taken = this.lines
    this.lines = []
    return taken
  }

  startVisit(): void {
    this.lines = []
    this.visitRoom = LOG_LIMITS.visit
    this.startStep('')
  }
}
