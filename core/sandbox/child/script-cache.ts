import { NeedScript } from './guest-fault.ts'

/** Characters of script text kept; what is beyond goes, oldest first, and is asked for again. */
const MAX_CHARS = 48 * 1024 * 1024

/** Scripts by their sha256, as the core sent them. */
export class ScriptCache {
  private readonly texts = new Map<string, string>()
  private chars = 0

  put(hash: string, text: string): void {
    if (this.texts.has(hash)) return
    this.texts.set(hash, text)
    this.chars += text.length
    for (const [oldest, dropped] of this.texts) {
      if (this.chars <= MAX_CHARS || oldest === hash) return
      this.texts.delete(oldest)
      this.chars -= dropped.length
    }
  }

  /** Throws NeedScript when it is not here. */
  get(hash: string): string {
    const text = this.texts.get(hash)
    if (text === undefined) throw new NeedScript(hash)
    this.texts.delete(hash)
    this.texts.set(hash, text)
    return text
  }
}
