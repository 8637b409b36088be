import { ApiError } from '#lib/api/problem.ts'
import { m } from '#lib/paraglide/messages.js'

/** What to tell a person about a failure: the server's sentence (already in their language), or why there is none. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) {
    if (error.offline) return m.ui_error_offline()
    // The server names the role by its technical name.
    return error.problem.code === 'forbidden' ? m.ui_error_forbidden() : (error.problem.detail ?? error.problem.title)
  }
  return error instanceof Error ? error.message : String(error)
}

export function referenceOf(error: unknown): string | null {
  return error instanceof ApiError ? (error.problem.instance?.split('/').at(-1) ?? null) : null
}
