import type { ContextSource } from '#lib/api/flows.ts'
import { m } from '#lib/paraglide/messages.js'

/** What people call a source of values. */
export function sourceTitle(source: ContextSource): string {
  return source.id === 'trigger' ? m.editor_trigger() : source.title || source.name
}
