import type { QueryClient } from '@tanstack/svelte-query'
import type { Me } from '#lib/api/identity.ts'
import { keys } from '#lib/api/queries.ts'
import { getLocale, setLocale } from '#lib/paraglide/runtime.js'
import { renewSession } from '#lib/session/expiry.svelte.ts'

/** After signing in: nothing of the session before may remain, and the person's language applies. */
export function enter(client: QueryClient, me: Me): void {
  client.clear()
  client.setQueryData(keys.me, me)
  renewSession()
  if (me.user.locale !== getLocale()) setLocale(me.user.locale, { reload: false })
}

/** Where to go after signing in: only an address of our own. */
export function destinationOf(search: Pick<URLSearchParams, 'get'>): string | null {
  const wanted = search.get('to')
  return wanted !== null && /^\/app\/(?!\/)/.test(wanted) ? wanted : null
}
