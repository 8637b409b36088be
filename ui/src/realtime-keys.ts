import type { QueryKey } from '@tanstack/svelte-query'

/** Which cached answers a `changed` message is about. What is about one thing (`[topic, 'one', id, …]`) only when that is named. */
export function isAbout(key: QueryKey, topic: string, ids: readonly string[] | 'many'): boolean {
  const [first, what, id] = key
  if (first !== topic) return false
  if (what !== 'one' || ids === 'many' || typeof id !== 'string') return true
  return ids.includes(id)
}
